"""The table of moves as a mermaid state diagram."""

from collections import defaultdict

from dispatch.workflow import BIRTH, MOVES, Stage

# Chinese beside English, as in the README; the catalogue speaks to people, this to whoever reads the source.
CHINESE = {
    Stage.ASSIGNMENT: "待派单",
    Stage.HANDLING: "办理中",
    Stage.ARBITRATION: "争议裁定",
    Stage.SUSPENDED: "挂账",
    Stage.VERIFICATION: "待核实",
    Stage.CALLBACK: "待回访",
    Stage.CLOSED: "已办结",
}


def drawn():
    """One arrow for each pair of stages, with all verbs that lead along it; verbs that move nothing stay out."""
    arrows = defaultdict(list)
    for verb, move in MOVES.items():
        for source in Stage:
            for target in Stage:
                if target in move.reaches(source):
                    arrows[source, target].append(verb)
    lines = ["stateDiagram-v2", f"    [*] --> {Stage.ASSIGNMENT.name}: {BIRTH}"]
    lines += [f"    {stage.name}: {stage.name} {CHINESE[stage]}" for stage in Stage]
    order = sorted(arrows, key=lambda pair: [list(Stage).index(stage) for stage in pair])
    lines += [f"    {a.name} --> {b.name}: {', '.join(arrows[a, b])}" for a, b in order]
    return "\n".join(lines)
