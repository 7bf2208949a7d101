extension Wording {
    /// Drawings of numbers.
    static let plotSentences: [String: Sentence] = [
        "plot.nothing": Sentence("There is nothing that could be drawn.", "没有可以绘制的数据。"),
        "plot.summary": Sentence(
            "{count} results from {from} to {to}. Lowest {low}, highest {high}, latest {last}.",
            "{from} 至 {to} 共 {count} 项结果。最低 {low},最高 {high},最近一次 {last}。"),
        "plot.noneOut": Sentence("None is marked as abnormal.", "没有标为异常的结果。"),
        "plot.someOut": Sentence(
            "{count} are outside the reference range or flagged.", "其中 {count} 项超出参考范围或带有异常标记。"),
        "plot.values": Sentence("The values as a table", "以表格查看数值"),
        "plot.when": Sentence("When", "时间"),
        "plot.value": Sentence("Result", "结果"),
        "plot.range": Sentence("Reference range", "参考范围"),
        "plot.standing": Sentence("Standing", "判断"),
        "plot.high": Sentence("above the range", "高于参考范围"),
        "plot.low": Sentence("below the range", "低于参考范围"),
        "plot.flagged": Sentence("flagged by the laboratory", "检验室标记为异常"),
        "plot.total": Sentence("Total", "合计"),
        "plot.other": Sentence("Other", "其他"),
        "plot.bars": Sentence(
            "{total} in {count} columns; the highest is {label} with {high}.",
            "{count} 个时段共 {total};最高为 {label},计 {high}。"),
    ]
}
