extension Wording {
    /// The pages of the server.
    static let pageSentences: [String: Sentence] = [
        "page.skip": Sentence("To the content", "跳到正文"),
        "page.navigation": Sentence("Pages", "页面导航"),
        "page.footer": Sentence("A ledger that shows when it was changed.", "账本一经更改即可察觉。"),
        "page.signIn": Sentence("Sign in", "登录"),
        "page.signOut": Sentence("Sign out", "退出"),
        "page.account": Sentence("My account", "我的账户"),
        "page.refused": Sentence("That did not work", "操作未成功"),
        "page.home": Sentence("To the first page", "返回首页"),
        "page.today": Sentence("Today", "今日"),
        "today.ledger": Sentence(
            "The ledger has {entries} entries; the last was sealed at {time}.", "账本共有 {entries} 个条目,最近一次封存于 {time}。"),
        "today.records": Sentence("Reports taken in", "已接收报告"),
        "today.results": Sentence("Results in them", "其中结果"),
        "today.known": Sentence("Known already", "已有"),
        "today.rejected": Sentence("Refused", "拒收"),
        "today.since": Sentence("Counted since the server was started.", "自服务器启动以来的计数。"),
        "today.failures": Sentence(
            "The ledger could not be used {count} times, the last time: {code}. The server's log says more.",
            "账本有 {count} 次无法使用,最近一次:{code}。详情见服务器日志。"),
        "error.noSuchTile": Sentence("There is no such tile, or not yet.", "没有此分块,或尚未生成。"),
    ]
}
