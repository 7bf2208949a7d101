extension Wording {
    /// The pages of the server.
    static let pageSentences: [String: Sentence] = [
        "language.en": Sentence("English", "English"),
        "language.zh-Hans": Sentence("简体中文", "简体中文"),
        "page.skip": Sentence("To the content", "跳到正文"),
        "page.navigation": Sentence("Pages", "页面导航"),
        "page.footer": Sentence("Everything that is read here is written down, with who read it and why.", "在此阅读的一切均被记录:何人、因何阅读。"),
        "page.signIn": Sentence("Sign in", "登录"),
        "page.signOut": Sentence("Sign out", "退出"),
        "page.account": Sentence("My account", "我的账户"),
        "page.refused": Sentence("That did not work", "操作未成功"),
        "page.home": Sentence("To the first page", "返回首页"),
        "page.today": Sentence("Today", "今日"),
        "page.import": Sentence("Import", "导入"),
        "page.patients": Sentence("Patients", "患者"),
        "page.my": Sentence("My results", "我的结果"),
        "page.rights": Sentence("Who may read", "谁可以读取"),
        "page.accesses": Sentence("Who did read", "谁读取过"),
        "page.explorer": Sentence("Ledger", "账本"),
    ]
}
