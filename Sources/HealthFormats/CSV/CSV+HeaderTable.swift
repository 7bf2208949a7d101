extension CSV.HeaderNames {
    /// Names for each meaning, the first preferred: English, SDTM, German, French, Spanish, Chinese.
    static let table: [(meaning: Meaning, names: [Substring])] = [
        names(
            .patient,
            """
            patientid mrn patientidentifier patientnumber patientno patnr usubjid subjectid subjid subject
            patient pid patid medicalrecordnumber patientennummer patientennr patientenid patnummer
            fallnummer fallnr numeropatient npatient nopatient idpatient ipp nip idpaciente paciente
            numeropaciente nhc historiaclinica 患者id 患者编号 病人id 病人编号 病历号 病案号 住院号 门诊号
            患者号 登记号 就诊卡号 患者
            """),
        names(
            .role(.patientAuthority),
            """
            patientauthority assigningauthority patientidsystem
            """),
        names(
            .role(.name),
            """
            patientname patname fullname patientenname nompatient nomdupatient nombrepaciente
            nombredelpaciente 姓名 患者姓名 病人姓名
            """),
        names(
            .role(.birthDate),
            """
            birthdate dateofbirth dob patientbirthdate brthdtc geburtsdatum gebdatum datedenaissance
            datenaissance ddn fechadenacimiento fechanacimiento 出生日期 生日
            """),
        names(
            .role(.sex),
            """
            sex gender patientsex geschlecht sexe sexo genero 性别
            """),
        names(
            .role(.collected),
            """
            collected collectedat collectiontime collectiondatetime collectiondate specimencollected drawn
            drawtime sampledate sampletime sampledatetime effective effectivedatetime observationtime
            observationdatetime lbdtc lbdt abnahme abnahmezeit abnahmezeitpunkt abnahmedatum entnahmezeit
            entnahmedatum entnahme probendatum dateprelevement datedeprelevement prelevement fechatoma
            fechadetoma fechamuestra fechaextraccion 采样时间 采集时间 采样日期 标本采集时间 采血时间
            testdate datetime timestamp date datum fecha 检验日期 检验时间 检测时间 检测日期 日期 时间
            """),
        names(
            .role(.released),
            """
            released releasedat issued reported reportedat reportdate reporttime resulttime resultdate
            resultdatetime verified verifiedat befunddatum freigabe freigabezeit validierung dateresultat
            datevalidation datecompterendu fecharesultado fechainforme fechavalidacion 报告时间 报告日期
            审核时间 发布时间
            """),
        names(
            .role(.order),
            """
            orderid ordernumber orderno reportid reportnumber reportno accession accessionnumber accessionno
            filleroder fillerordernumber placerordernumber requestid requestnumber auftrag auftragsnummer
            auftragsnr befundnummer numerodemande ndemande numerodossier numeropeticion peticion numeroorden
            申请单号 报告单号 报告编号 条码号 条形码 医嘱号
            """),
        names(
            .role(.panel),
            """
            panel panelname profile battery testgroup ordername lbcat profil untersuchung gruppe bilan
            perfil grupo 检验组合 组合项目 申请项目 检验类别 套餐
            """),
        names(
            .role(.panelCode),
            """
            panelcode ordercode panelloinc
            """),
        names(
            .role(.specimen),
            """
            specimen specimentype sampletype material matrix lbspec probenmaterial probe echantillon
            naturedelechantillon muestra tipomuestra 标本 标本类型 样本类型 标本种类
            """),
        names(
            .role(.loinc),
            """
            loinc loinccode loincnum lbloinc loinc编码
            """),
        names(
            .role(.code),
            """
            testcode analytecode itemcode lbtestcd code localcode itemid testid kuerzel kürzel analysecode
            codeanalyse codigo código codigoprueba 项目代码 项目编码 检验项目代码 代码 缩写 英文缩写
            """),
        names(
            .role(.codeSystem),
            """
            codesystem codesystemuri
            """),
        names(
            .role(.analyte),
            """
            analyte analytename test testname lbtest parameter component item itemname labtest observation
            observationname measurement examination analyt messgröße messgroesse laborwert bezeichnung
            analyse examen parametre paramètre libelle libellé analito prueba determinacion determinación
            parámetro parametro 检验项目 项目名称 检验项目名称 项目 检测项目 指标 指标名称 名称
            """),
        names(
            .role(.value),
            """
            value result resultvalue testresult labresult lbstresc lbstresn lborres observationvalue
            measuredvalue numericvalue wert ergebnis messwert resultat résultat valeur resultado valor 结果
            检验结果 检测结果 结果值 测定值 测定结果 检测值
            """),
        names(
            .role(.unit),
            """
            unit units unitofmeasure uom resultunit lbstresu lborresu einheit einheiten unite unité unites
            unités unidad unidades 单位 计量单位
            """),
        names(
            .role(.refLow),
            """
            reflow refrangelow referencelow referencerangelow rangelow low lowerlimit normallow lln lbstnrlo
            lbornrlo refmin referenzmin untergrenze referenzunten normeinf borneinf valeurmin refinferior
            limiteinferior 参考下限 参考值下限 参考低值 下限
            """),
        names(
            .role(.refHigh),
            """
            refhigh refrangehigh referencehigh referencerangehigh rangehigh high upperlimit normalhigh uln
            lbstnrhi lbornrhi refmax referenzmax obergrenze referenzoben normesup bornesup valeurmax
            refsuperior limitesuperior 参考上限 参考值上限 参考高值 上限
            """),
        names(
            .role(.refText),
            """
            reftext refrange referencerange reference referenceinterval normalrange range lbstnrc
            referenzbereich referenz normbereich normalwert normalwerte valeursdereference valeursusuelles
            norme normes rangodereferencia valoresdereferencia rango 参考范围 参考值 参考区间 正常范围
            正常参考值 参考值范围
            """),
        names(
            .role(.flag),
            """
            flag flags abnormalflag abnormal interpretation resultflag lbnrind indicator kennzeichen
            bewertung markierung pathologisch drapeau indicateur indicador alerta 提示 标志 异常标志
            异常提示 高低标志 结果标志 结果提示 状态提示 高低
            """),
        names(
            .role(.status),
            """
            status resultstatus observationstatus reportstatus lbstat befundstatus statut estado 结果状态
            报告状态 状态
            """),
        names(
            .role(.performer),
            """
            lab laboratory performer performinglab lbnam labor laboratoire laboratorio 检验科室 检验机构
            实验室 检验单位
            """),
        names(
            .role(.device),
            """
            device analyzer analyser instrument method lbmethod gerät geraet methode méthode automate
            analizador método metodo equipo 仪器 检测仪器 检验仪器 方法 检测方法 检验方法
            """),
        names(
            .role(.note),
            """
            note notes comment comments remark remarks kommentar bemerkung hinweis commentaire remarque
            comentario observaciones 备注 说明 注释
            """),
        names(
            .someName,
            """
            name nom nombre
            """),
        names(
            .other,
            """
            resultid rowid id no nr index rownumber pseudonym age ageyears alter edad visit visitnum visitid
            encounter encounterid studyid domain lbseq lbdy ward department station physician doctor arzt
            einsender diagnosis category 序号 年龄 科室 病区 床号 医生 申请医生 送检医生 检验者 审核者 诊断
            临床诊断 年龄单位
            """),
    ]

    private static func names(_ meaning: Meaning, _ names: String) -> (meaning: Meaning, names: [Substring]) {
        (meaning, names.split { $0 == " " || $0 == "\n" })
    }
}
