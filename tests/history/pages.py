"""Every page that shows tickets, with each way to narrow and to turn it, by who reads it. `<-` comes before a sent form."""

PHONE = "/find/ <- phone={phone}"
WORDS = [
    "words=路灯",
    "words={phone}",
    "words=路灯&item=1601",
    "words=社区&street={east}",
    "words=没有的事",
    "name=王小",
]

BOARD = [
    "",
    "?stage=all",
    "?stage=assignment",
    "?stage=handling",
    "?stage=verification",
    "?stage=callback",
    "?stage=all&overdue=1",
    "?stage=all&unit={roads}",
    "?stage=all&street={east}",
    "?stage=all&priority=2",
    "?rows=1",
]
FIND = [
    "",
    "?number={number}",
    "?number={tail}",
    "?number={head}",
    "?number={day}",
    "?unit={roads}",
    "?unit={fire}",
    "?unit={roads}&before={before}",
    "?item=1601",
    "?major=16",
    "?street={east}",
    "?community={community}&item=1601&since={old_day}",
    "?priority=1",
    "?stage=closed",
    "?stage=handling",
    "?since={old_day}&until={old_day}",
    "?opened={old_day}",
    "?before={before}",
    "?item=1601&before={before}",
    "?measure=opened&day={old_day}",
    "?measure=overdue&day={old_day}&part=n",
    "?measure=reworked&day={old_day}",
]
CALLS = [
    "",
    "?day=",
    "?day={old_day}",
    "?day=&before={before}",
    "?day=&validity=silent",
    "?day=&counted=1",
]
DAY = [
    "/day/",
    "/day/{old_day}/",
    "/day/{old_day}/list/opened/",
    "/day/{old_day}/list/overdue/?part=rest",
    "/day/{old_day}/list/closed_in_time/",
    "/day/{old_day}/list/calls/",
    "/day/{old_day}/list/opened/?format=csv",
    "/day/{old_day}/units.csv",
    "/day/{old_day}/figures.csv",
]
PAGES = {
    "dispatcher": [f"/board/{q}" for q in BOARD]
    + [f"/find/{q}" for q in FIND]
    + [f"/find/ <- {q}" for q in WORDS]
    + [f"/calls/{q}" for q in CALLS]
    + [PHONE, "/calls/ <- day=&number={phone}", "/calls/matches/ <- number={phone}&item=1601&lon=112.005&lat=28.005"]
    + ["/calls/matches/ <- item=1601&place=community-{community}&address=东河路12号"]
    + [
        "/board/points.json",
        "/board/next/",
        "/tickets/{number}/",
        "/tickets/{live}/",
        "/tickets/{number}/?fragments",
        "/calls/new/",
    ],
    "shift_leader": [
        "/board/",
        "/find/?unit={roads}",
        PHONE,
        "/tickets/{number}/",
        "/calls/?day=",
        "/silence/",
        "/silence/?rows=1&show=late",
        "/outbox/",
        "/outbox/?show=dead",
        "/asked/",
        "/repeats/",
        "/lessons/",
        "/handovers/",
        "/day/{old_day}/list/extended/",
        "/day/{old_day}/list/appealed/?part=n",
        "/day/{old_day}/list/ruled/",
        *DAY,
    ],
    "supervisor": ["/silence/", "/board/", "/find/?item=1601", "/calls/?day={old_day}", *DAY],
    "arbiter": ["/disputes/", "/precedents/", "/precedents/?item=1601"],
    "verifier": ["/board/", "/board/next/", "/tickets/{number}/"],
    "roads_handler": [
        "/inbox/",
        "/inbox/?show=overdue",
        "/inbox/?rows=1",
        "/inbox/history/",
        "/inbox/history/ <- words=社区",
        "/inbox/history/ <- words={tail}",
        "/inbox/history/ <- words={day}",
        "/inbox/history/ <- words=T{day}-00 社区",
        "/inbox/new/",
        "/inbox/roster/",
        "/inbox/figures/",
        "/inbox/figures/?code=handled_in_time",
        "/inbox/history/?after={before}",
        "/inbox/{part}/",
        "/inbox/{open_part}/",
        "/tickets/{number}/",
    ],
    "collector": ["/tasks/", "/tasks/?rows=1", "/tasks/{check}/", "/tasks/report/"],
}
