//! The countries of the synthetic bibliography: real countries and cities, invented names of institutions.

use super::countries::{City, Country, People};

const fn city(name: &'static str, region: &'static str, postal: &'static str) -> City {
    City { name, region, postal }
}

macro_rules! country {
    ($code:literal, $name:literal, $spellings:expr, $cities:expr, $stems:expr, $institutions:literal, $weight:literal, $people:ident) => {
        Country {
            code: $code,
            name: $name,
            spellings: &$spellings,
            cities: &$cities,
            stems: &$stems,
            institutions: $institutions,
            weight: $weight,
            people: People::$people,
        }
    };
}

pub(super) const COUNTRIES: &[Country] = &[
    country!(
        "KP",
        "North Korea",
        [
            "Democratic People's Republic of Korea",
            "DPR Korea",
            "Dem. People's Rep. of Korea",
            "DPRK",
            "Democratic People’s Republic of Korea",
            "Korea, Democratic People's Republic of",
            "D.P.R. Korea",
            "Democratic Peoples Republic of Korea",
            "DPR of Korea",
            "Dem People's Rep Korea",
            "D.P.R.K.",
            "Democratic People's Republic Korea",
            "D. P. R. of Korea",
            "NORTH KOREA"
        ],
        [
            city("Pyongyang", "", "9990"),
            city("Pyongyang", "", "9990"),
            city("Pyongyang", "", "9990"),
            city("Hamhung", "", "9991"),
            city("Sinuiju", "", "9992"),
            city("Wonsan", "", "9993"),
            city("Chongjin", "", "9994")
        ],
        ["Hwarimdol", "Ryongsaebit", "Sondamgol", "Mirebyol", "Taeryomsan", "Hanbyolgil", "Norulbit"],
        13,
        0,
        Korean
    ),
    country!(
        "CN",
        "China",
        ["P.R. China", "PR China", "People's Republic of China", "P. R. China", "Peoples R China", "CHINA"],
        [
            city("Beijing", "", "1000"),
            city("Shenyang", "Liaoning", "1108"),
            city("Harbin", "Heilongjiang", "1500"),
            city("Dalian", "Liaoning", "1160"),
            city("Yanji", "Jilin", "1330"),
            city("Changchun", "Jilin", "1300"),
            city("Shanghai", "", "2002"),
            city("Wuhan", "Hubei", "4300"),
            city("Nanjing", "Jiangsu", "2100"),
            city("Xi'an", "Shaanxi", "7100"),
            city("Chengdu", "Sichuan", "6100"),
            city("Hangzhou", "Zhejiang", "3100")
        ],
        [
            "Lanhequan",
            "Qingshuomen",
            "Dongliuwan",
            "Yunquefeng",
            "Beiquanling",
            "Zhaomingtan",
            "Huitianyu",
            "Xilugang",
            "Fengquehe",
            "Jinshuping",
            "Ruolanxi",
            "Moyunzhai"
        ],
        32,
        220,
        Chinese
    ),
    country!(
        "KR",
        "South Korea",
        ["Republic of Korea", "Korea, Republic of", "Korea", "Rep. of Korea", "SOUTH KOREA", "Korea Rep"],
        [
            city("Seoul", "", "06"),
            city("Daejeon", "", "34"),
            city("Busan", "", "48"),
            city("Daegu", "", "41"),
            city("Chuncheon", "Gangwon", "24")
        ],
        ["Hanbyolgil", "Saebitnaru", "Garamteo", "Dasomhyang", "Nuribyeol"],
        11,
        75,
        Korean
    ),
    country!(
        "RU",
        "Russian Federation",
        ["Russia", "Russian Fed."],
        [
            city("Moscow", "", "1190"),
            city("Novosibirsk", "", "6300"),
            city("Vladivostok", "", "6900"),
            city("Saint Petersburg", "", "1900")
        ],
        ["Volnozersk", "Sorokovets", "Lunograd", "Berezhkovo"],
        8,
        50,
        Other
    ),
    country!(
        "IR",
        "Iran",
        ["Islamic Republic of Iran", "Iran, Islamic Republic of", "I.R. Iran"],
        [city("Tehran", "", "1411"), city("Isfahan", "", "8174"), city("Shiraz", "", "7134")],
        ["Zarkuhan", "Parvanrud", "Simabad-e Nur"],
        5,
        40,
        Other
    ),
    country!(
        "HK",
        "Hong Kong",
        ["Hong Kong, China", "Hong Kong SAR"],
        [city("Kowloon", "", ""), city("Sha Tin", "", "")],
        ["Silverquay", "Lantern Bay"],
        2,
        14,
        Chinese
    ),
    country!(
        "TW",
        "Taiwan",
        ["Taiwan, ROC", "Taiwan, Province of China"],
        [city("Taipei", "", "10"), city("Hsinchu", "", "30"), city("Tainan", "", "70")],
        ["Shanliyuan", "Jadewater"],
        3,
        24,
        Chinese
    ),
    country!(
        "US",
        "United States",
        ["USA", "United States of America", "U.S.A."],
        [
            city("Boston", "MA", "021"),
            city("Atlanta", "GA", "303"),
            city("Austin", "TX", "787"),
            city("San Diego", "CA", "921"),
            city("Columbus", "OH", "432"),
            city("Trenton", "New Jersey", "086")
        ],
        ["Aldenmoor", "Brackhelm", "Castovane", "Dunquarry", "Ellisford Ridge"],
        9,
        130,
        Other
    ),
    country!(
        "DE",
        "Germany",
        ["Federal Republic of Germany", "GERMANY"],
        [
            city("Berlin", "", "10"),
            city("Dresden", "", "01"),
            city("Aachen", "", "52"),
            city("Munich", "", "80")
        ],
        ["Falkenrode", "Grunwalden", "Heidersbruch"],
        7,
        55,
        Other
    ),
    country!(
        "GB",
        "United Kingdom",
        ["UK", "England", "Great Britain", "Scotland"],
        [city("London", "", "E1 4"), city("Leeds", "", "LS2 9"), city("Glasgow", "", "G1 1")],
        ["Brackenfold", "Thornmere", "Wexholm"],
        6,
        52,
        Other
    ),
    country!(
        "IN",
        "India",
        ["INDIA", "Republic of India"],
        [
            city("Chennai", "Tamil Nadu", "6000"),
            city("Mumbai", "Maharashtra", "4000"),
            city("Kolkata", "West Bengal", "7000"),
            city("New Delhi", "", "1100")
        ],
        ["Suryavanta", "Neelgarhi", "Tapovana Hills"],
        6,
        62,
        Other
    ),
    country!(
        "JP",
        "Japan",
        ["JAPAN"],
        [city("Tokyo", "", "113-"), city("Osaka", "", "565-"), city("Sendai", "", "980-")],
        ["Asagirino", "Hoshimori", "Kazehara"],
        6,
        50,
        Other
    ),
    country!(
        "VN",
        "Viet Nam",
        ["Vietnam", "VIETNAM"],
        [city("Hanoi", "", "1000"), city("Ho Chi Minh City", "", "7000"), city("Da Nang", "", "5500")],
        ["Song Lamien", "Bac Trieng", "Hoa Sentan"],
        5,
        24,
        Other
    ),
    country!(
        "FR",
        "France",
        ["FRANCE"],
        [city("Paris", "", "750"), city("Lyon", "", "690"), city("Toulouse", "", "310")],
        ["Valmirande", "Roquesèche"],
        4,
        32,
        Other
    ),
    country!(
        "IT",
        "Italy",
        ["Italia"],
        [city("Milan", "", "201"), city("Turin", "", "101"), city("Naples", "", "801")],
        ["Montelucido", "Acquafonda"],
        4,
        34,
        Other
    ),
    country!(
        "TR",
        "Türkiye",
        ["Turkey", "TURKEY"],
        [city("Ankara", "", "068"), city("Istanbul", "", "344")],
        ["Gökpınarlı", "Kavakdere Yolu"],
        3,
        24,
        Other
    ),
    country!(
        "PK",
        "Pakistan",
        ["PAKISTAN"],
        [city("Islamabad", "", "440"), city("Lahore", "", "540")],
        ["Chinarabad", "Koh-e-Sabz"],
        3,
        18,
        Other
    ),
    country!(
        "AU",
        "Australia",
        ["AUSTRALIA"],
        [city("Sydney", "NSW", "20"), city("Melbourne", "VIC", "30")],
        ["Wattlebourne", "Coorabrook"],
        3,
        26,
        Other
    ),
    country!(
        "CA",
        "Canada",
        ["CANADA"],
        [city("Toronto", "ON", "M5S 1"), city("Calgary", "AB", "T2N 1")],
        ["Maplecairn", "Northwendal"],
        3,
        24,
        Other
    ),
    country!(
        "PL",
        "Poland",
        ["POLAND"],
        [city("Warsaw", "", "00-6"), city("Krakow", "", "30-0")],
        ["Jasnoborski", "Debowiec Maly"],
        3,
        18,
        Other
    ),
    country!(
        "MY",
        "Malaysia",
        ["MALAYSIA"],
        [city("Kuala Lumpur", "", "506"), city("Johor Bahru", "Johor", "813")],
        ["Seri Cempakan", "Tanjung Meranti Biru"],
        3,
        16,
        Other
    ),
    country!(
        "MN",
        "Mongolia",
        ["MONGOLIA"],
        [city("Ulaanbaatar", "", "142")],
        ["Tsenkhergol", "Altanbulagiin"],
        2,
        5,
        Other
    ),
    country!(
        "BR",
        "Brazil",
        ["Brasil"],
        [city("São Paulo", "SP", "055"), city("Recife", "PE", "507")],
        ["Serra do Anil", "Campo Lúmen"],
        3,
        22,
        Other
    ),
    country!(
        "SE",
        "Sweden",
        ["SWEDEN"],
        [city("Stockholm", "", "100 "), city("Lund", "", "221 ")],
        ["Björkvikstad"],
        2,
        12,
        Other
    ),
    country!(
        "CH",
        "Switzerland",
        ["SWITZERLAND"],
        [city("Zurich", "", "80"), city("Lausanne", "", "10")],
        ["Steinfluh"],
        2,
        14,
        Other
    ),
    country!(
        "SG",
        "Singapore",
        ["SINGAPORE"],
        [city("Singapore", "", "1190")],
        ["Meranti Point"],
        2,
        14,
        Chinese
    ),
    country!(
        "UA",
        "Ukraine",
        ["UKRAINE"],
        [city("Kyiv", "", "010"), city("Kharkiv", "", "610")],
        ["Zelenyi Stav"],
        2,
        12,
        Other
    ),
    country!(
        "EG",
        "Egypt",
        ["Arab Republic of Egypt"],
        [city("Cairo", "", "115"), city("Assiut", "", "715")],
        ["Wadi Zahran"],
        2,
        14,
        Other
    ),
    country!(
        "ZA",
        "South Africa",
        ["Republic of South Africa"],
        [city("Pretoria", "", "00"), city("Durban", "", "40")],
        ["Rooikransdal"],
        2,
        9,
        Other
    ),
    country!(
        "GE",
        "Georgia",
        ["Republic of Georgia"],
        [city("Tbilisi", "", "01")],
        ["Mtskheli"],
        1,
        3,
        Other
    ),
    country!(
        "GN",
        "Guinea",
        ["Republic of Guinea"],
        [city("Conakry", "", "")],
        ["Fouta Kolente"],
        1,
        3,
        Other
    ),
    country!(
        "PG",
        "Papua New Guinea",
        ["Papua N Guinea"],
        [city("Port Moresby", "", "1")],
        ["Sogeri Ridge"],
        1,
        3,
        Other
    ),
    country!("NE", "Niger", ["Republic of Niger"], [city("Niamey", "", "")], ["Tondibiya"], 1, 3, Other),
    country!("NG", "Nigeria", ["NIGERIA"], [city("Ibadan", "", "2002")], ["Odo Agbari"], 1, 8, Other),
];
