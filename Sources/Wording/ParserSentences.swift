extension Wording {
    /// What the parser of arguments says: the English is its own, word for word.
    static let parserSentences: [String: Sentence] = [
        "parser.error": Sentence("Error: {sentence}", "错误:{sentence}"),
        "parser.usage": Sentence("Usage: {usage}", "用法:{usage}"),
        "parser.help": Sentence("Help:  {help}", "说明:{help}"),
        "parser.more": Sentence("  See '{command}' for more information.", "  详见:{command}"),
        "parser.missingArgument": Sentence("Missing expected argument '{argument}'", "缺少参数 {argument}"),
        "parser.missingOneOf": Sentence("Missing one of: {arguments}", "须给出其中之一:{arguments}"),
        "parser.missingValue": Sentence("Missing value for '{option}'", "选项 {option} 缺少值"),
        "parser.missingSubcommand": Sentence("Missing required subcommand.", "缺少子命令。"),
        "parser.unknownOptionSuggestion": Sentence(
            "Unknown option '{option}'. Did you mean '{other}'?", "没有选项 {option}。是否想用 {other}?"),
        "parser.unknownOption": Sentence("Unknown option '{option}'", "没有选项 {option}"),
        "parser.unexpectedArguments": Sentence(
            "{count} unexpected arguments: {arguments}", "多余的参数({count} 个):{arguments}"),
        "parser.unexpectedArgument": Sentence("Unexpected argument '{argument}'", "多余的参数 {argument}"),
        "parser.unexpectedValue": Sentence(
            "The option '{option}' does not take any value, but '{value}' was specified.",
            "选项 {option} 不带值,却给出了 {value}。"),
        "parser.invalidChoice": Sentence(
            "The value '{value}' is invalid for '{option}'. Please provide one of {choices}.",
            "{value} 不能作为 {option} 的值。请选择:{choices}。"),
        "parser.invalidValueOf": Sentence(
            "The value '{value}' is invalid for '{option}'", "{value} 不能作为 {option} 的值"),
        "parser.invalidValue": Sentence("The value '{value}' is invalid.", "值 {value} 无效。"),
    ]
}
