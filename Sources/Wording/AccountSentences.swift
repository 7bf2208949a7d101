extension Wording {
    /// Accounts, tokens, and signing in.
    static let accountSentences: [String: Sentence] = [
        "help.account": Sentence("Who may sign in to the server's pages.", "可登录服务器网页的人员。"),
        "help.account.add": Sentence("Makes an account.", "创建账户。"),
        "help.account.list": Sentence("Lists the accounts.", "列出账户。"),
        "help.account.password": Sentence(
            "Sets a new password where the old one is lost; the person's key file is needed again.",
            "忘记旧密码时设置新密码;需重新提供其密钥文件。"),
        "help.account.remove": Sentence("Removes an account.", "删除账户。"),
        "help.account.name": Sentence(
            "what the person types: a-z, 0-9, dots, hyphens, underscores", "登录名:a-z、0-9、点、连字符、下划线"),
        "help.account.role": Sentence(
            "administrator, clinician, laboratory, pharmacist, auditor or patient",
            "administrator(管理员)、clinician(医师)、laboratory(检验)、pharmacist(药师)、auditor(审计)或 patient(患者)"),
        "help.account.key": Sentence(
            "the key file of the person, which then signs what they read; a patient needs one",
            "此人的密钥文件,其阅读记录由它签名;患者必须提供"),
        "help.account.passwordFile": Sentence(
            "a file whose first line is the password; asked for without it", "首行为密码的文件;不指定则询问"),
        "help.token": Sentence("What programs come in with.", "程序访问所用的令牌。"),
        "help.token.add": Sentence("Makes a token and prints it, once.", "创建令牌并显示一次。"),
        "help.token.list": Sentence("Lists the tokens.", "列出令牌。"),
        "help.token.revoke": Sentence("Makes a token good for nothing.", "吊销令牌。"),
        "help.token.name": Sentence("what it is for, in words like an account's name", "用途,格式同账户名"),
        "help.token.scope": Sentence(
            "import, read, verify or metrics; may be given more than once",
            "import(导入)、read(读取)、verify(验证)或 metrics(指标);可重复"),
        "help.token.days": Sentence("how many days it is good", "有效天数"),
        "help.token.id": Sentence("the token's id", "令牌编号"),
        "account.added": Sentence("{name} can sign in now, as {role}.", "{name} 现在可以以 {role} 身份登录。"),
        "account.passwordSet": Sentence("{name} has a new password.", "{name} 已设置新密码。"),
        "account.removed": Sentence("{name} cannot sign in any more.", "{name} 已无法登录。"),
        "account.none": Sentence("There are no accounts.", "没有账户。"),
        "account.header.name": Sentence("name", "名称"),
        "account.header.role": Sentence("role", "角色"),
        "account.header.created": Sentence("made", "创建时间"),
        "account.asks": Sentence("the account {name}", "账户 {name}"),
        "token.added": Sentence(
            "{text}\nThis is the token {id}, good until {expires}. It is shown this once: only the program should be able to read it.",
            "{text}\n这是令牌 {id},有效期至 {expires}。仅显示这一次,请存放在只有该程序可读取之处。"),
        "token.revoked": Sentence("The token {id} is good for nothing now.", "令牌 {id} 已失效。"),
        "token.none": Sentence("There are no tokens.", "没有令牌。"),
        "token.header.id": Sentence("id", "编号"),
        "token.header.name": Sentence("name", "名称"),
        "token.header.scopes": Sentence("scopes", "范围"),
        "token.header.expires": Sentence("good until", "有效期至"),
        "error.accountName": Sentence(
            "{name} cannot be a name: 1 to 64 of a-z, 0-9, dots, hyphens and underscores, a letter or digit first.",
            "{name} 不能用作名称:须为 1 至 64 个 a-z、0-9、点、连字符或下划线,且以字母或数字开头。"),
        "error.accountExists": Sentence("There is an account {name} already.", "账户 {name} 已存在。"),
        "error.accountUnknown": Sentence("There is no account {name}.", "没有账户 {name}。"),
        "error.accountDamaged": Sentence(
            "The file was changed or damaged: {file}. Remove it and make the account or token anew.",
            "文件已被更改或损坏:{file}。请删除后重新创建账户或令牌。"),
        "error.accountKeyMissing": Sentence(
            "A patient signs in with a key of their own: name its file with --key.", "患者须使用自己的密钥登录:请用 --key 指定密钥文件。"),
        "error.accountKeyOther": Sentence(
            "The key file fits neither the role of {name} nor this ledger.", "密钥文件与 {name} 的角色或本账本不符。"),
        "error.accountRole": Sentence(
            "There is no role {role}. Roles are: {roles}", "没有角色 {role}。可用角色:{roles}"),
        "error.tokenScope": Sentence(
            "There is no scope {scope}. Scopes are: {scopes}", "没有范围 {scope}。可用范围:{scopes}"),
        "error.tokenDays": Sentence("A token is good for 1 to {limit} days.", "令牌有效期为 1 至 {limit} 天。"),
        "error.tokenScopes": Sentence(
            "Say what the token is for: --scope import, read, verify or metrics.",
            "请指定令牌范围:--scope import、read、verify 或 metrics。"),
        "error.tokenUnknown": Sentence("There is no token {id}.", "没有令牌 {id}。"),
        "error.tokenRefused": Sentence(
            "The token is unknown, was revoked, or its time has passed.", "令牌未知、已吊销或已过期。"),
        "error.signInFirst": Sentence("Sign in first.", "请先登录。"),
        "error.signInRefused": Sentence(
            "That did not fit: name, password or one-time code.", "名称、密码或一次性验证码有误。"),
        "error.signInLater": Sentence(
            "Too many attempts. Try again in {seconds} seconds.", "尝试次数过多。请在 {seconds} 秒后重试。"),
        "error.notYours": Sentence("This is not for your role.", "您的角色无权访问此内容。"),
        "error.formForged": Sentence(
            "This did not come from a page of yours. Open the page again and repeat it.",
            "该请求并非来自您的页面。请重新打开页面后再试。"),
        "error.formType": Sentence("A form was expected here.", "此处应提交表单。"),
        "error.bodyTooLarge": Sentence("More than {limit} bytes were sent.", "发送的内容超过 {limit} 字节。"),
        "error.bodyTooSlow": Sentence("It did not come in within {seconds} seconds.", "未能在 {seconds} 秒内全部到达。"),
        "error.noSuchPage": Sentence("There is no such page.", "没有此页面。"),
        "error.methodNotAllowed": Sentence("Here one may only {allow}.", "此处仅支持 {allow}。"),
        "error.requestRefused": Sentence("The request could not be understood.", "无法理解该请求。"),
        "error.ledgerUnusable": Sentence(
            "The ledger cannot be used just now. The server's log says more.", "账本暂时无法使用。详情见服务器日志。"),
        "signIn.name": Sentence("Name", "用户名"),
        "signIn.password": Sentence("Password", "密码"),
        "signIn.code": Sentence("One-time code", "一次性验证码"),
        "signIn.codeHint": Sentence(
            "Only if you have set it up: the six digits that your app shows.", "仅在已设置时填写:应用显示的六位数字。"),
        "account.name": Sentence("Name", "用户名"),
        "account.role": Sentence("Role", "角色"),
        "account.password": Sentence("Change the password", "更改密码"),
        "account.passwordNow": Sentence("Password now", "当前密码"),
        "account.passwordNew": Sentence("New password, at least 8 characters", "新密码,至少 8 个字符"),
        "account.passwordAgain": Sentence("New password again", "再次输入新密码"),
        "account.change": Sentence("Change", "更改"),
        "account.changed": Sentence(
            "Changed. Wherever else you were signed in, you are no longer.", "已更改。其他设备上的登录均已退出。"),
        "account.secondFactor": Sentence("One-time codes", "一次性验证码"),
        "account.secondFactorMore": Sentence(
            "An app shows a new code every half minute. Whoever finds out your password still cannot sign in then.",
            "手机应用每半分钟显示一个新验证码。即使他人得知您的密码也无法登录。"),
        "account.secondFactorAdd": Sentence("Set up", "设置"),
        "account.secondFactorRemove": Sentence("Remove", "移除"),
        "account.secondFactorShow": Sentence(
            "Type this into your app, as a key for one-time codes that change with time:",
            "请在应用中输入以下密钥(基于时间的一次性验证码):"),
        "account.secondFactorNext": Sentence(
            "It is shown this once. From now on you need a code each time you sign in.",
            "密钥仅显示这一次。今后每次登录都需要验证码。"),
        "role.administrator": Sentence("Administrator", "管理员"),
        "role.clinician": Sentence("Clinician", "医师"),
        "role.laboratory": Sentence("Laboratory", "检验"),
        "role.pharmacist": Sentence("Pharmacist", "药师"),
        "role.auditor": Sentence("Auditor", "审计"),
        "role.patient": Sentence("Patient", "患者"),
    ]
}
