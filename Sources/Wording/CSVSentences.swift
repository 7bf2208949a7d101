extension Wording {
    /// Sentences about tables in CSV and their mappings.
    static let csvSentences: [String: Sentence] = [
        "csv.headerNotUnderstood": Sentence(
            """
            The columns are not understood. The header has: {header}. Missing: a column for {missing}. Write a \
            mapping file that says which column is what, and give it with --mapping; nothing was imported.
            """,
            "无法理解各列的含义。表头为：{header}。缺少的列：{missing}。请编写说明各列含义的映射文件，并用 --mapping 指定；未导入任何内容。"),
        "csv.noHeader": Sentence(
            """
            The first line is no header: no column name in it is known. Add a header line, or write a mapping \
            file that says which column is what ("headerRow": 0 where there is no header), and give it with \
            --mapping; nothing was imported.
            """,
            "第一行不是表头：其中没有已知的列名。请添加表头行，或编写说明各列含义的映射文件（没有表头时写 \"headerRow\": 0），并用 --mapping 指定；未导入任何内容。"),
        "csv.noDelimiter": Sentence(
            """
            This is no table: neither comma, semicolon, tab nor bar divides its first line into columns. If \
            another character does, name it in a mapping file as "delimiter" and give it with --mapping; \
            nothing was imported.
            """,
            "这不是表格：逗号、分号、制表符和竖线都不能把第一行分成列。如果使用其他分隔符，请在映射文件中以 \"delimiter\" 说明，并用 --mapping 指定；未导入任何内容。"),
        "csv.utf16": Sentence(
            "The table is in UTF-16. Save it as \"CSV UTF-8\" and import that file; nothing was imported.",
            "表格采用 UTF-16 编码。请另存为“CSV UTF-8”后再导入；未导入任何内容。"),
        "csv.encodingNotSupported": Sentence(
            """
            A table cannot be read in {encoding}: its commas and line ends cannot be told from other \
            characters. Convert the table to UTF-8; nothing was imported.
            """,
            "无法按 {encoding} 读取表格：其中的逗号和换行无法与其他字符区分。请将表格转换为 UTF-8；未导入任何内容。"),
        "csv.columnNotFound": Sentence(
            """
            The mapping names the column "{column}", which the header does not have. Correct the mapping; \
            nothing was imported.
            """,
            "映射文件指定的列“{column}”在表头中不存在。请更正映射文件；未导入任何内容。"),
        "csv.columnAmbiguous": Sentence(
            """
            The mapping names the column "{column}", which the header has more than once. Name it by its \
            number; nothing was imported.
            """,
            "映射文件指定的列“{column}”在表头中出现多次。请改用列号指定；未导入任何内容。"),
        "csv.fieldCount": Sentence(
            """
            The row has {found} fields, the header has {expected}. Correct the row and import it again with the \
            header.
            """,
            "该行有 {found} 个字段，表头有 {expected} 个。请更正该行，并连同表头重新导入。"),
        "csv.noPatient": Sentence(
            """
            The row has no patient identifier in column "{column}". Fill it in and import the row again with \
            the header.
            """,
            "该行的“{column}”列没有患者标识。请补充后连同表头重新导入。"),
        "csv.noAnalyte": Sentence(
            """
            The row does not say what was measured: it has neither a code nor a name of an analyte. Fill it in \
            and import the row again with the header.
            """,
            "该行没有说明检验项目：既无项目代码也无项目名称。请补充后连同表头重新导入。"),
        "csv.noResult": Sentence(
            "The row has no result in any column.", "该行的所有列均没有结果。"),
        "csv.undecodable": Sentence(
            """
            There are bytes here that are not {encoding}. If the table is in another character set, name it \
            with --encoding.
            """,
            "此处有不符合 {encoding} 编码的字节。如果表格采用其他字符集，请用 --encoding 指定。"),
        "csv.quoteNotClosed": Sentence(
            """
            A quotation mark opens here and is not closed. Close or double it and import the row again with the \
            header; reading went on at the next line.
            """,
            "此处的引号没有闭合。请闭合引号或写成两个引号，然后连同表头重新导入该行；读取已从下一行继续。"),
        "csv.quoteMisplaced": Sentence(
            """
            A quoted field opens here, and something follows its closing quotation mark. Double the quotation \
            marks inside a field and import the row again with the header; reading went on at the next line.
            """,
            "此处开始的带引号字段，在闭合引号之后还有其他字符。字段内的引号应写成两个；请更正后连同表头重新导入该行；读取已从下一行继续。"),
        "csv.rowTooLong": Sentence(
            "The row is longer than {limit} bytes and was left out.", "该行超过 {limit} 字节，已略过。"),
        "csv.mapping.unknownKey": Sentence(
            "The mapping has a key that is not known: {key}. Correct or remove it.",
            "映射文件中有未知的键：{key}。请更正或删除。"),
        "csv.mapping.missing": Sentence(
            "The mapping does not say {key}. Add it.", "映射文件缺少 {key}。请补充。"),
        "csv.mapping.wrongType": Sentence(
            "The mapping's {key} is of the wrong kind; it must be one of: {expected}.",
            "映射文件中 {key} 的类型不对，应为以下之一：{expected}。"),
        "csv.mapping.badValue": Sentence(
            "The mapping's {key} cannot be \"{value}\".", "映射文件中 {key} 的值不能是“{value}”。"),
        "csv.mapping.conflict": Sentence(
            "The mapping's {key} and {other} exclude each other. Remove one of them.",
            "映射文件中的 {key} 与 {other} 互相冲突。请删除其中一个。"),
    ]
}
