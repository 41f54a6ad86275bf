//! Coined family and given names, built of syllables that sound at home where they are used; they belong to nobody.

use super::countries::People;

/// The family names of a stock.
pub(super) fn families(people: People) -> &'static [&'static str] {
    match people {
        People::Korean => &[
            "Kimdo", "Rihae", "Pakson", "Choemi", "Chonggil", "Kangro", "Hanryong", "Songdu", "Ohyon",
            "Rangmu", "Sinbaek", "Yundol", "Mundok", "Hwangbit", "Namgan", "Chaeun",
        ],
        People::Chinese => &[
            "Wangshu", "Lixue", "Zhangmo", "Chenlu", "Yangque", "Zhaotan", "Huangli", "Zhouyan", "Wuheng",
            "Xudan", "Sunrao", "Mahui", "Zhuping", "Huqin", "Guolan", "Heyun", "Linzhi", "Gaoshi", "Luotian",
            "Tangyue",
        ],
        People::Other => &[
            "Ablinger-Voss",
            "Bertolin",
            "Castrane",
            "Dovrenko",
            "Eskerud",
            "Farrowick",
            "Galdeen",
            "Hallemond",
            "Iverstad",
            "Jorvask",
            "Kestrelin",
            "Lomarev",
            "Mirzadel",
            "Nakahoshi",
            "Orvanti",
            "Pellegard",
            "Quillane",
            "Rasmorin",
            "Sandhavi",
            "Tranvieng",
            "Ustinelli",
            "Vantongeren",
            "Wexdale",
            "Yaramov",
            "Zelmanid",
            "de Corvel",
            "O'Tarrin",
            "Şenkaya-Dal",
            "Müllenbruk",
            "Ferréol",
        ],
    }
}

/// The syllables or given names of a stock: first and second part.
pub(super) fn given(people: People) -> (&'static [&'static str], &'static [&'static str]) {
    match people {
        People::Korean => (
            &["Chol", "Myong", "Kwang", "Hyok", "Jong", "Un", "Son", "Il", "Yong", "Tae", "Ryon", "Hye"],
            &["Ju", "Rim", "Bom", "Guk", "Hui", "Nam", "Mi", "Song", "Ok", "Jin", "Hak", "Su"],
        ),
        People::Chinese => (
            &[
                "Xiao", "Jian", "Wen", "Yu", "Ming", "Zhi", "Hao", "Lin", "Rui", "Qing", "Hong", "Bo", "Shu",
                "Peng",
            ],
            &["yan", "feng", "hua", "ling", "jie", "tao", "wei", "xin", "qi", "lan", "rong", "chao", ""],
        ),
        People::Other => (
            &[
                "Adria", "Benno", "Celvin", "Doria", "Edvin", "Fiora", "Gavril", "Henrika", "Ilario",
                "Jorun", "Kavita", "Lenz", "Marit", "Nikandr", "Odile", "Petrik", "Rosalba", "Stellan",
                "Tarek", "Umeko", "Vesna", "Wanda", "Yusra",
            ],
            &["", "", "A.", "B.", "D.", "E.", "K.", "M.", "R.", "S."],
        ),
    }
}
