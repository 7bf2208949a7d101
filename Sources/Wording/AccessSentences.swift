extension Wording {
    /// Who read what, and who looked into it.
    static let accessSentences: [String: Sentence] = [
        "access.denied": Sentence(
            "Left out, because they may not be read: {count}. To see why: clinicledger show ENTRY",
            "因不得查阅而未列出:{count} 条。如需了解原因:clinicledger show 条目号"),
    ]
}
