extension Wording {
    /// Why an HL7 v2 message, or bytes between messages, were refused.
    static let hl7Sentences: [String: Sentence] = [
        "hl7.noDelimiters": Sentence(
            "The message declares no separators: it must begin with MSH, the field separator and the encoding characters, "
                + "as in MSH|^~\\&|. Correct the first segment and send the message again.",
            "消息没有声明分隔符：消息必须以 MSH、字段分隔符和编码字符开头，例如 MSH|^~\\&|。请更正第一个段后重新发送。"),
        "hl7.noMessageType": Sentence(
            "The message does not say what it is: MSH-9 is empty. Laboratory reports carry ORU^R01 there.",
            "消息没有说明类型：MSH-9 为空。检验报告应填写 ORU^R01。"),
        "hl7.otherMessageType": Sentence(
            "The message is of type {type}. Only laboratory reports (ORU^R01) are imported; nothing of this message was taken.",
            "消息类型为 {type}。只导入检验报告（ORU^R01），此消息未导入任何内容。"),
        "hl7.noPatient": Sentence(
            "The message has results but no patient segment (PID) before them, so nobody can tell whose they are. Add PID and send "
                + "it again.",
            "消息中的结果之前没有患者段（PID），无法确定属于哪位患者。请补充 PID 后重新发送。"),
        "hl7.noPatientIdentifier": Sentence(
            "The patient segment carries no identifier: PID-3 is empty, and so are PID-2 and PID-4. Add the patient's identifier and "
                + "send the message again.",
            "患者段中没有标识号：PID-3 为空，PID-2 和 PID-4 也为空。请补充患者标识号后重新发送。"),
        "hl7.noResults": Sentence(
            "The message reports nothing about the patient: it has neither an order (OBR) nor a result (OBX).",
            "消息没有报告任何内容：既没有医嘱段（OBR），也没有结果段（OBX）。"),
        "hl7.undecodable": Sentence(
            "Field {field} holds bytes that are not valid in the message's character set, {characterSet}. If the sender uses another "
                + "one, name it with --encoding and import the file again.",
            "字段 {field} 中含有在消息字符集 {characterSet} 中无效的字节。如果发送方使用其他字符集，请用 --encoding 指定后重新导入。"),
        "hl7.unknownCharacterSet": Sentence(
            "MSH-18 names the character set {characterSet}, which is not known here. Name the right one with --encoding and import the "
                + "file again.",
            "MSH-18 指定的字符集 {characterSet} 无法识别。请用 --encoding 指定正确的字符集后重新导入。"),
        "hl7.tooLarge": Sentence(
            "The message is larger than {limit} bytes, the most that is taken. Send large documents apart from the report.",
            "消息超过允许的最大长度 {limit} 字节。请将大文件与报告分开发送。"),
        "hl7.strayText": Sentence(
            "These lines belong to no message: they stand outside any MSH segment. Check whether the beginning of a message was lost.",
            "这些行不属于任何消息：它们位于 MSH 段之外。请检查是否丢失了消息的开头。"),
        "hl7.noMessages": Sentence(
            "Here is an envelope or white space, but no message. If results were expected, ask the sender for the file again.",
            "此处只有批次信封或空白，没有消息。如果应当有结果，请向发送方重新索取文件。"),
        "hl7.batchCountMismatch": Sentence(
            "Segment {segment} states a count of {stated}, but {found} were found. What was found is imported; ask the sender whether "
                + "something was lost.",
            "段 {segment} 声明的数量为 {stated}，实际找到 {found}。已找到的内容已导入；请向发送方确认是否有遗漏。"),
    ]
}
