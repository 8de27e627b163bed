"""The centre, the fourteen lead agencies of the duty list and the twenty-seven bodies that only assist."""

# code, name as the duty list has it, English, short name, former name or None
LEADS = [
    ("police", "公安分局", "Public Security Sub-bureau", "公安", None),
    ("fire", "消防救援大队", "Fire and Rescue Brigade", "消防", "公安消防大队"),
    ("emergency", "应急管理局", "Emergency Management Bureau", "应急", "安全生产监督管理局"),
    ("resources", "自然资源和林业局", "Natural Resources and Forestry Bureau", "资源林业", "国土资源局"),
    ("justice", "司法局", "Justice Bureau", "司法", None),
    ("city", "城市管理和综合执法局", "Urban Management and Law Enforcement Bureau", "城管", "城市管理行政执法局"),
    ("housing", "住房和城乡建设局", "Housing and Urban-Rural Development Bureau", "住建", "建设局"),
    ("transport", "交通运输局", "Transport Bureau", "交通", None),
    ("water", "农业农村和水利局", "Agriculture, Rural Affairs and Water Bureau", "农水", "水务局"),
    ("environment", "生态环境分局", "Ecology and Environment Sub-bureau", "环境", "环境保护局"),
    ("health", "卫生健康局", "Health Bureau", "卫健", "卫生和计划生育局"),
    ("market", "市场监督管理局", "Market Regulation Bureau", "市监", "食品药品工商质量监督管理局"),
    ("civil", "民政局", "Civil Affairs Bureau", "民政", None),
    ("labour", "人力资源和社会保障局", "Human Resources and Social Security Bureau", "人社", "劳动和社会保障局"),
]
# code, name, English, kind
ASSISTS = [
    ("ambulance", "急救中心120", "Emergency Medical Centre 120", "agency"),
    ("telecom", "通信运营商", "Telecommunication Operators", "company"),
    ("politics-law", "区委政法委(综治中心)", "Political and Legal Commission (Governance Centre)", "agency"),
    ("women", "妇联", "Women's Federation", "agency"),
    ("culture", "文化旅游和体育局", "Culture, Tourism and Sports Bureau", "agency"),
    ("road-upkeep", "道路养护单位", "Road Maintenance Contractor", "company"),
    ("power", "供电公司", "Power Supply Company", "company"),
    ("rescue-society", "紧急救援协会", "Emergency Rescue Association", "agency"),
    ("gas", "燃气公司", "Gas Company", "company"),
    ("waterworks", "供水公司", "Water Supply Company", "company"),
    ("river-works", "航电枢纽公司", "Navigation and Hydropower Company", "company"),
    ("militia", "民兵应急分队", "Militia Emergency Detachment", "agency"),
    ("weather", "气象局", "Meteorological Bureau", "agency"),
    ("court", "区人民法院", "District People's Court", "agency"),
    ("unions", "总工会", "Federation of Trade Unions", "agency"),
    ("discipline", "纪委监委", "Discipline and Supervision Commission", "agency"),
    ("data", "政务服务数据局", "Government Service and Data Bureau", "agency"),
    ("heating", "供热公司", "Heating Company", "company"),
    ("renewal", "棚户区改造办公室", "Shanty Area Renewal Office", "agency"),
    ("petitions", "信访局", "Petitions Bureau", "agency"),
    ("disease-control", "区疾控中心", "District Centre for Disease Control", "agency"),
    ("education", "教育局", "Education Bureau", "agency"),
    ("development", "发展和改革局", "Development and Reform Bureau", "agency"),
    ("publicity", "区委宣传部(网信办)", "Publicity Department (Cyberspace Office)", "agency"),
    ("disabled", "残联", "Disabled Persons' Federation", "agency"),
    ("youth", "团区委", "Communist Youth League Committee", "agency"),
    ("red-cross", "红十字会", "Red Cross Society", "agency"),
]

# Police, rescue and medical: where life is in danger they are sent before any other. Township teams as well.
RESPOND_FIRST = {"police", "fire", "ambulance", "team-rescue", "team-medical"}

# Public teams of the whole district: code, name, English, parent, norm, actual
PUBLIC_TEAMS = [
    ("team-rescue", "区综合应急救援队", "District Rescue Team", "emergency", 60, 64),
    ("team-medical", "区医疗救护队", "Medical Rescue Team", "health", 20, 26),
    ("team-militia", "区民兵应急队", "Militia Emergency Team", "militia", 50, 50),
]
# Professional teams: code, name, English, parent, norm, actual
PROFESSIONAL_TEAMS = [
    ("team-riot", "处突防暴应急队", "Riot Response Team", "police", 50, 58),
    ("team-crowd", "群体性事件处置应急队", "Crowd Incident Team", "politics-law", 50, 47),
    ("team-flood", "防汛抗旱应急队", "Flood and Drought Team", "water", 20, 24),
    ("team-forest", "森林防灭火应急队", "Forest Fire Team", "resources", 20, 22),
    ("team-geology", "地质灾害应急队", "Geological Disaster Team", "resources", 15, 15),
    ("team-mines", "矿山和危险化学品应急队", "Mines and Chemicals Team", "emergency", 20, 18),
    ("team-city", "城市管理应急队", "City Enforcement Team", "city", 20, 28),
    ("team-power", "电力抢修应急队", "Power Repair Team", "power", 15, 20),
    ("team-water-gas", "水气抢修应急队", "Water and Gas Repair Team", "housing", 15, 17),
    ("team-roads", "道路抢通应急队", "Road Clearance Team", "transport", 15, 16),
    ("team-food", "食品药品应急队", "Food and Drug Team", "market", 10, 12),
    ("team-disease", "疾病防控应急队", "Disease Control Team", "health", 15, 19),
    ("team-environment", "突发环境事件应急队", "Environmental Incident Team", "environment", 10, 11),
    ("team-animal", "动植物疫情应急队", "Animal and Plant Disease Team", "water", 10, 9),
    ("team-relief", "救灾物资保障应急队", "Relief Supply Team", "civil", 10, 14),
    ("team-opinion", "网络舆情应急队", "Online Opinion Team", "publicity", 10, 10),
]
EXPERTS = ("team-experts", "应急专家组", "Emergency Expert Team", "emergency", 33, 33)
TOWNSHIP_CLASS = {1: 20, 2: 15, 3: 10}  # minimum strength by class of township
