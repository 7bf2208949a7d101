// Written by tools/dictionaries/make.py, never by hand. Part of the format on disk: never changed once released.
// Invented data; the names and codes of tests are LOINC's, copyright Regenstrief Institute, Inc. and the LOINC
// Committee, available at no cost under the licence at http://loinc.org/license.

// swift-format-ignore
extension PageDictionary {
    /// Dictionary 4: tables of results in long form, the likeliest strings last.
    static let csv: StaticString = #"""
        ete Blood Count,785-6,32.8,pg,27.0-33.0,Comprehensive Metabolic Panel,3094-0,21,mg/dL,7-20,H,2028-10-09,\#
        0.28","10*3/uL","0.10","0.80","N","final","2027-08-02","788-0;RDW;13.4;%;11.5;14.5;11.5-14.5;N;Lee,2692-\#
        2,Osmolality of Serum or Plasma,2M";"787-2";"MCV";"Mean Corpuscular Volume";"CBC with Differential,21000\#
        -5,36.9,fL,37.0-54.0,L,2022-01-11,loinc_code;test_code;value;unit;reference_range;flag;status;collected_\#
        at;specimen;Reticulocytes/Erythrocytes in Blood by Automated count,0.8,%,0.5,2.5,0.5-2.5,Lee,1989-3,25-h\#
        ydroxyvitamin D3 [Mass/volume] in Serum or Plasma,Leukocyte esterase [Presence] in Urine by Test strip,C\#
        omplete Blood Count,4544-3,HCT,Hematocrit,34.8,%,36.0,48.0,36.0-48.0,L,01751-7\#tALB\#tAlbumin\#t3.4\#tg\#
        /dL\#t3.5\#t5.0\#t3.5-5.0\#tL21000-5\#tRDWSD\#tRDW-SD\#t55.0\#tfL\#t37.0\#t54.0\#t37.0-54.0\#tH\#tLee,27\#
        31-8,Parathyrin.intact [Mass/volume] in Serum or Plasma,46,pg/mL,65,15-65,,202CBC with Differential,711-\#
        2,EOS,Eosinophils Absolute,Eosinophils [#/volume] in Blood by Automated count,2284-8,FOL,Folate [Mass/vo\#
        lume] in Serum or Plasma,4.6,EGFR,"Glomerular filtration rate [Volume Rate/Area] in Serum, Plasma or Blo\#
        od by Creatinine-based formula (CKD-EPI 2021)/1.73 sq M",127,mL/min/{1.73_m2},120,60-120,H,Lee,2857-1,Pr\#
        ostate specific Ag [Mass/volume] in Serum or Plasma,0.01,ng/mL,4.00,0.00-4.00,,2020-0Natriuretic peptide\#
        .B prohormone N-Terminal [Mass/volume] in Serum or Plasma,56,James,2023-04-14,CBC with Differential,731-\#
        0,LYMPH,Lymphocytes Absolute,LymphoM\#t2093-3\#tCHOL\#tCholesterol [Mass/volume] in Serum or Plasma\#t10\#
        1\#tmg/dL\#t0-200\#tN\#tfinal\#tF;32623-1;MPV;14682-9,CREAM,14647-2,CHOLM,Cholest2160-0,Creatinine,Album\#
        in/Globulin [Mass Ratio] in Serum or Plasma\#t2.4\#t{ratio}\#t1.0-2.5\#tF,2703-7,PO2,"pO2, Art29;mmol/L;\#
        22-29;N;178;mg/dL;200-400;79.6,fL,80.0,80.0-100.0,L,2023-09-13,M";"2951-2";"NA";"Sodium";"69,U/L,40-130,\#
        2345-7\#tGLU\#tGlucose\#tF,3097-3,18,mg/mgAccessionNumber,F,718-7,15.0,g/dL,12.0,12.0-16.0,N,F,Serum,Mue\#
        ller MD,2502-3,FESAT,Iron sF,5799-2,UALE,,,0.2\#t/100{WBCs}\#t0.0\#t0.2\#t0.0-0.2\#t\#tUARBC,"RBC, Urine\#
        ",3.6;g/dL;3.5-5.0;N;M";"2160-0";"CREA";"Creatinine";"Blood,Lee MD,COBAS2\#n19,20,9-20,N,PTH,"PTH, Intac\#
        t",2075-0,99,mmol/L,1.0,{INR},0.8-1.2,Normal,M";"2823-3";"K";"Potassium";"59,mL/min/{1.73_m2},60-120,L,2\#
        028-10-09,0.1","/100{WBCs}","0.0","0.2","33762-6,PROBNP,NatInfectious Disease Screen\#t208,mg/dL,200-400\#
        ,NormalWei,788-0,14.0,%,11.5-14.5,N,202117861-6;CA;10.1;mg/dL;8.6-10.3;N;M\#t32623-1\#tMPV\#tPlatelProth\#
        rombin Time,0.00";"0.50";"0.00-0.50";"10.5,fL,7.4,7.4-10.4,H,33914-3\#tEGFRX\#tEst. GFR\#t6768-6,Alkalin\#
        e Phosphatase,Alkali30934-4,BNP,Natriuretic peptide B [Mass/volume] in Serum or Plasma,9F,2345-7,69,mg/d\#
        L,70,70-99,L,20221,mmol/L,21,31,56888-1,HIV Ag/Ab Combo,0.0,3.0,0.0-3.0,mmol/L";"21";"31";"21-31";"7.2";\#
        "g/dL";"6.0";"8.3";"6.0-8.3";"1.6";"{ratio}";"1.0";"M";"32623-1";"M,27353-2,EAG,F,5802-4,UANIT,,,F,5794-\#
        3,UABLD,,,F,5770-3,UABIL,,,F,2514-8,UAKET,,,FT4","T4, Free","770-8,Neutrophils/100 leukocytes in Blood b\#
        y Automated count,33.5,g/dL,32.0,32.0-36.0,,20ng/dL;0.80-1.80;Nmg/dL";"0.2";"1.2";"0.2-1.2";"mm[Hg],80,1\#
        00,80-100,N,3.5";"5.0";"3.5-5.0";"Martinez,F,6690-2,WBC,M";"2075-0";"CL";"Chloride";"98979-8,EGFR,eGFR,0\#
        .1,mg/dL,0.0,0.3,0.0-0.3,7.1\#tfL\#t7.4\#t10.4\#t7.4-10.4\#t2160-0;CREA;0.94;mg/dL;0.60;Lipid Panel,2571\#
        -8,Triglyceride [Mass/volume] in Serum or Plasma,133,mg/dL, Complete",5821-4,UAWBC,First Name";"11.8\#t%\#
        \#t11.5\#t14.5\#t11.5-14.5\#t\#t143;mmol/L;136-145;N0.1;/100{WBCs};0.0;0.2;0.0-0.2;N;%,15,50,15-50,N,20p\#
        g\#t27.0\#t33.0\#t27.0-33.0\#tL\#t{ratio}\#t0.0\#t5.0\#t0.0-5.0\#tN\#tfin5.7,mg/dL,3.4,3.4-7.0,,93.6\#tf\#
        L\#t80.0\#t100.0\#t80.0-100.0\#t\#tM,2284-8,Folate,CENTRAL LAB,Anderson MD\#n5UAPH,"pH, Urine",0.01\#t10\#
        *3/uL\#t0.00\#t0.20\#t0.00-0.20\#t\#tF,41653-7,GLUPOC,POC Glu5.2,%,2.0-10.0,N,2024-09-15,10*3/uL;150;400\#
        ;150-400;N;2160-0\#tCREA\#tCreatinine\#t0.62\#tmg/dL\#t0.60\#t1.20\#t0.60-1.20\#t\#tResult Date,Specimen\#
         Type,Orderi7.4,g/dL,6.0,6.0-8.3,,20mmol/L";"98";"107";"98-107";"F,33037-3,13,mmol/L,5,5-15,,2027.0,10*3\#
        /uL,4.0-11.0,N,F786-4;MCHC;32.9;g/dL;32.0;36.0;32.0-36.0;N;F,2075-0,101,mmol/L,98,98-107,,20 Complete",1\#
        3945-1,UARBC,4544-3\#tHCT\#tHematocrit\#t44.4\#t%\#t36.0\#t48.0\#t36.0-48.0\#t\#tIonized Calcium,LDL Cho\#
        lesterol, Direct","706-2,BASOP,Basophils %,Basoph5802-4,Negative,,,Negative,N,F,2027-04-73";"U/L";"40";"\#
        130";"40-130";"d count,5.45,10*3/uL,7.70,1.80-7.70,,202%,20.0,45.0,20.0-45.0,,202unit,ref_low,ref_high,r\#
        efere61.8,%,40.0,70.0,40.0-70.0,,202M";"17861-6";"CA";"Calcium";"Serum,Smith MD,COBAS6\#n86,mg/dL,99,70-\#
        99,,71695-1,Immature Granulocytes,0.7,%,0.0-0.9,10*3/uL,150-400,N,2029-10-03,F,1751-7,4.4,g/dL,3.5,3mmol\#
        /L,2.5,7.8,2.5-7.8,Thyroid Function,3016-3,TSH,T777-3,Platelet Count,Platel16.2;g/dL;12.0-16.0;H;final;1\#
        7861-6,Calcium,8.5,mg/dL,8.6-10.3,20Result ID,Order ID,Last Name,fL";"80.0";"100.0";"80.0-100.0";"NLipid\#
         Panel,13457-7,Cholesterol in LDL [Mass/volume] in Serum or Plasma by calculation,113,mmol/L";"3.5";"5.1\#
        ";"3.5-5.1";"Wei,32623-1,10.2,fL,7.4-10.4,N,202CBC with Differential,5905-5,MONOP,Monocytes %,Monocy10*3\#
        /uL,1.00,1.00-4.80,N,69,ng/dL,80,200,80-200,788-0,RDW,Erythrocyte [DistWidth] in Blood by Automated coun\#
        t,12.7,%,11.5,11.5-14.5,,2020-32.2\#tg/dL\#t32.0\#t36.0\#t32.0-36.0\#tNmmol/L\#t3.5\#t5.1\#t3.5-5.1\#tAL\#
        T,Alanine aminotransferase [Enzymatic activity/volume] in Serum or Plasma,10,U/L,7,45,2075-0\#tCL\#tChlo\#
        ride\#t106\#tmmol/L\#t98\#t107\#t98-107\#t\#t713-8,EOSP,Eosinophils %,Eosino2028-9\#tCO2\#tCarbon Dioxid\#
        e\#t28\#tmmol/L\#t21\#t31\#t21-31\#t\#t4.56;10*6/uL;4.20;5.80;4.20-5.80;N;F,2708-6,SO2,O2 Saturation,mg/\#
        dL";"0.60";"1.20";"0.60-1.20";"N10839-9,TROPI,Troponin I.cardiac [Mass/volume] in Serum or Plasma,0.013,\#
        92142-9,Influenza A RNA,g/dL";"12.0";"16.0";"12.0-16.0";"F";"4544-3";"Hematocrit [Volume Fraction] of Bl\#
        ood by Automated count";"46.8";"%";"36.0";"48.0";"36.0-48.0";"N10*3/uL";"150";"400";"150-400";"H";"20271\#
        8-7\#tHGB\#tHemoglobin\#t11.9\#tg/dL\#t12.0\#t16.0\#t12.0-16.0\#tng/mL,100.0,30.0-100.0,H,2020-02-25T03:\#
        49:21+00:00,F,2951-2,135,mmol/L,136,136-145,L,2022345-7,Glucose,90,mg/dL,70-99,F,2744-1,PHBLD,"pH, Arter\#
        ial",pH of Arterial blood,7.27.1";"pg";"27.0";"33.0";"27.0-33.0";"NM\#t17861-6\#tCA\#tCalcium\#t10.0\#tm\#
        g/dL\#t8.6\#t10.3\#t8.6-10.3\#tN\#tfinal\#t202F,16128-1,HCVAB,Hepatitis C virus Ab [Presence] in Serum,N\#
        onrea8.0";"fL";"7.4";"10.4";"7.4-10.4";"N13.7";"%";"11.5";"14.5";"11.5-14.5";"N6690-2\#tWBC\#tWhite Bloo\#
        d Cell Count\#t6.8\#t10*3/uL\#t4.0\#t11.0\#t4.0-11.0\#t\#t10834-0,GLOB,Globulin,3.9,g/dL,F,789-8,4.31,10\#
        *6/uL,4.20,4.20-5.80,N,F,704-7,0.01,10*3/uL,0.20,0.00-0.20,,2027-12-14T11:36:52Z,M,786-4,MCHC,Mean Corpu\#
        scular Hgb Conc,MCHC [EntitLinda,2324-2,Gamma glutamyl transferase [Enzymatic activity/volume] in Serum \#
        or Plasma,26,U/L,8,61,8-61,3094-0,Urea Nitrogen (BUN),10,mg/dL,7-20,100";"mL/min/{1.73_m2}";"60";"120";"\#
        60-120";"16362-6,Ammonia [Moles/volume] in Plasma,35,umol/L,35,11-35,,F,3051-0,Triiodothyronine (T3) Fre\#
        e [Mass/volume] in Serum or Plasma,F,2019-8,PCO2,"pCO2, Arterial",Carbon dioxide [Partial pressure] in A\#
        rterial blood,Bacteria identified in Urine by Culture,No growth,,,,No growth,N,F,Metabolic Panel (SI),14\#
        749-6,GLUM,4.6,mmol/L,3.9,5.6,3.9-5.6,F,2823-3,K,Potassium [Moles/volume] in Serum or Plasma,3.3,mmol/L,\#
        5.1,3.5-5.1,L,Specific gravity of Urine by Test strip,1.018,{ratio},1.030,1.005-1.030,,21198-7,Choriogon\#
        adotropin.beta subunit [Units/volume] in Serum or Plasma,2,m[IU]/mL,LoincCode\#tValue\#tUnit\#tRefLow\#t\#
        ReferenceRange\#tAbnormal\#tResultStatus\#tCollectionDateTime\#tResultDateTime\#tSpecimenType\#tF,785-6,\#
        MCH,Mean Corpuscular Hemoglobin,MCH [Entitic mass] by Automated count,29.0,pg,27.0,Sex,LOINC Code,Test C\#
        ode,Units,Reference Low,Reference Range,Flag,Status,Collection Date,Reported,Cardiac Markers,14804-9,LDH\#
        ,Lactate dehydrogenase [Enzymatic activity/volume] in Serum or Plasma by Lactate to pyruvate reaction,F,\#
        3094-0,10,160,0-160,N,M,71695-1,0.0.34,10*3/uL,0.00-0.50,N,202F,20405-7,UAURO,0.1,{ratio},0.0,0.0-5.0,N,\#
        202UABLD,"Blood, Urine",,10*6/uL\#t4.20\#t5.80\#t4.20-5.80\#tLAB,Wilson MD\#r\#nUANIT,"Nitrite, Urine",,\#
        2.5,0.5-2.5,pg/mL,2.3,4.2,2.3-4.2,36.2,g/dL,32.0-36.0,9.8,10*3/uL,11.0,4fL,37.0,54.0,37.0-54.0,,2020s,11\#
        .0-13.5,Ns,25.0-35.0,Blood,Brown MD\#n10*3/uL\#t150\#t400\#t150-400\#tNLAB1,Rossi MD,COBAS7\#n1Blood,Ngu\#
        yen MD,COBAS8\#n0789-8,RBC,Red Blood Cell Count,4.09,9.2;10*3/uL;4.0-11.0;N;19,mg/dL,5,40,5-40,11.8,g/dL\#
        ,12.0-16.0,L,2021-0ug/dL,6.2-19.4,2951-2\#tNA\#tSodium\#t144\#tmmol/L\#t136\#t145\#t136-145\#t\#t42,umol\#
        /L,45,104,45-104,M,718-7,Hemoglobin,Hemoglmg/g{creat}";"UAWBC,"WBC, Urine",M,43396-1,NHDL,Non-HDL ChoM,1\#
        3458-5,VLDL,VLDL Cho34.7";"g/dL";"32.0";"36.0";"32.0-36.0";"1751-7,Albumin,Albumin [Mass/volume] in Seru\#
        m or Plasma,4.3,g/dL,3.5-5.0,F,58413-6,NRBC,Nucleat2823-3,Potassium,136";"mmol/L";"136";"145";"136-145";\#
        "[pH],7.35,7.45,7.35-7.45,8.4";"mg/dL";"8.6";"10.3";"8.6-10.3";"first_name,date_of_birth,mg/dL,0,130,0-1\#
        30,N,UAKET,"Ketones, Urine",,effective,resulted_at,M,2276-4,Ferritin,2951-2,Sodium,139,mmol/L,136-145,4.\#
        49";"10*6/uL";"4.20";"5.80";"4.20-5.80";"mg/dL,1.0,0.2-1.0,N,F,Complete Blood Count,786-4,M21000-5,RDWSD\#
        ,RDW-SD,F,5803-2,UAPH,[pH],5.0,5.0-8.0,OSMO,Osmolality,mosm/kg,275-295,U/L,7,45,7-45,N,10*3/uL,0.10,0.10\#
        -0.80,N,Hospital Laboratory;Taylor MD\#r\#nmmol/L,22,29,22-29,N,ResultID,PatientID,OrderID,121,ug/dL,50,\#
        170,50-170,N,Miller MD,COBAS4\#n1 Panel,2075-0,,770-8,NEUTP,Neutrophils %,Neutrom[IU]/L,0.40,4.50,0.40-4\#
        .50,33959-8,PCT,Procalcitonin,Coagulation Screen,5F,1975-2,TBIL,"BGarcia MD,COBAS0\#n41.4,mmol/L,0.0,0.0\#
        -5.2,N,Microalbumin, Random Urine",mg/dL,0,150,0-150,N,67151-1,HSTNT,Troponin T.cardiac [Mass/volume] in\#
         Serum or Plasma by High sensitivity method,1ComponentName,Value,Unit,RefLow,RefHigh,Re35.0,g/dL,36.0,33\#
        .6";"10*3/uL";"4.0";"11.0";"4.0-11.0";"L";"mmol/L,1.12,1.12-1.32,,Erythrocyte sedimentation rate by West\#
        ergren method,63,ng/mL,24,336,24-336,N,Inflammation Markers,1988-5,CRP,C-RHepatic Function Panel;1742-6;\#
        ALT;UALE,Leukocyte Esterase,,0.001,ng/mL,0.000-0.040,33037-3,Anion Gap,10,mmol/L,5-15,20454-5,UAPRO,"Pro\#
        tein, Urine",Protein [Pre3.42,10*3/uL,1.80-7.70,N,202Testosterone, Total",ng/dL,264-916,N36.6,%,36.0,36.\#
        0-48.0,N,F,Creatinine [Mass/volume] in Urine,Iron Studies,2498-4,FE,IronF,2160-0,1.23,mg/dL,0.60,0.60-1.\#
        20,H,2075-0,Chloride,107,mmol/L,98-107,result_id,patient_id,last_name,sex,panel,loinc_code,tM,2085-9,HDL\#
        ,HDL Cholesterol,Choles11.3,10*3/uL,4.0,4.0-11.0,H,2023-09-13,ResultDateTime,Provider,Instrument\#n5Vita\#
        min D, 25-Hydroxy",ng/mL,30.0-100.0,N,F25428-4,UAGLU,"Glucose, Urine",GlucosF,2823-3,5.2,mmol/L,3.5,3.5-\#
        5.1,H,202CBC with Differential,736-9,LYMPHP,Lymphocytes %,LymphoCalcium [Mass/volume] in Serum or Plasma\#
        ,9.5,mg/dL,10.3,8.6-10.3,Hemoglobin A1c,4548-4,A1C,Hemoglobin A1c/Hemoglobin.total in Blood,4.2,%,4.0,5.\#
        6,4.0-5.6,,Immature granulocytes/100 leukocytes in Blood by Automated count;5196-1,Hepatitis B virus sur\#
        face Ag [Presence] in Serum or Plasma by Immunoassay,Nonreactive,,,2500-7,TIBC,Iron binding capacity [Ma\#
        ss/volume] in Serum or Plasma,393,ug/dL,250,450,250-450,N32623-1,MPV,Mean Platelet Volume,Platelet [Enti\#
        tic mean volume] in Blood by Automated count,9.3,fL,7.4,10.4,7.4-10.4,,202mmol/L,2.15,2.55,2.15-2.55,,Jo\#
        hnson MD\#n1759-0,AGR,A/G Ratio,No growth after 5 days,,4.00,0.00-4.00,,2.5,1.0-2.5,N,F,2524-7,LACT,Lact\#
        ate,F,2951-2,NA,Sodium [Moles/volume] in Serum or Plasma,140,mmol/L,145,136-145,,ug/mL{FEU};0.00-0.50;PO\#
        C Glucose,Glucose [Mass/volume] in Capillary blood by Glucometer,M,789-8,RBC,Urobilinogen, Urine";"Plate\#
        lets [#/volume] in Blood by Automated count,326,10*3/uL,400,150-400,N,33914-3,EGFRX,Glomerular filtratio\#
        n rate [Volume Rate/Area] in Serum or Plasma by Creatinine-based formula (MDRD)/1.73 sq M,M,13457-7,LDL,\#
        LDL Cholesterol (Calc),8,mg/dL,0,200,0-200,N,3097-3,BUNCR,BUN/Creatinine Ratio,8,mg/mg{creat},9,Basic Me\#
        tabolic Panel,2028-9,Thyroxine (T4) free [Mass/volume] in Serum or Plasma;Lipid Panel,9830-1,CHOLHDL,Cho\#
        l/HDL Ratio,B12,Cobalamin (Vitamin B12) [Mass/volume] in Serum or Plasma,333,pg/mL,200,900,200-900,N,Las\#
        tName,FirstName,DOB,PanelName,LOINC,TestCode,TestName,82,mg/dL,40,90,40-90,N,15.1,g/dL,16.0,12.0-16.0,N,\#
        32167-9,UAAPP,Clarity,Clarity of Urine,Clear,,,Clear,,%,0.0,0.9,0.0-0.9,,202M,4544-3,Hematocrit,Hemato70\#
        6-2,Basophils %,M,785-6,MCH,%,0.0,6.0,0.0-6.0,,202F,98979-8,EGFR,"5811-5,UASG,Specific Gravity,Arterial \#
        blood;Mueller MD\#n%,0.0,2.0,0.0-2.0,CRP,C-Reactive Protein,C reactive protein [Mass/volume] in Serum or\#
         Plasma,1.3,mg/L,0.0,5.0,0.5905-5,Monocytes %,23,mmol/L,21,4.18,10*6/uL,5.80,4.20-5.80,L,58413-6,0.1,/10\#
        0{WBCs},0.2,0.0-0.2,,2024.6,ng/mL,3.0,20.0,3.0-20.0,N,Anderson MD,COBAS1\#n1.6,mmol/L,0.5,2.2,0.5-2.2,Pa\#
        tient ID,Accession Number,Last Name,Date of Birth,31.5,pg,27.0,33.0,27.0-33.0,N,20Urinalysis, Complete",\#
        5778-6,UACOL,Color,Color of Urine,Yellow,,,Yellow,,7.1,g/dL,6.0,8.3,6.0-8.3,BUN,Urea nitrogen [Mass/volu\#
        me] in Serum or Plasma,16,mg/dL,7,20,7-20,N,Special Chemistry,17849-1,Reticulocyte Count,788-0,RDW,Red C\#
        ell Distribution Width,14.3,%,11.5,14.5,11.5-14.5,N,10834-0,Globulin,Globulin [Mass/volume] in Serum by \#
        calculation,3.6,g/dL,1.9-3.7,Bilirubin.total [Mass/volume] in Serum or Plasma,0.7,mg/dL,0.2,1.2,0SARS-Co\#
        V-2 (COVID-19) RNA [Presence] in Respiratory system specimen by NAA with probe detection,Not detected,,,\#
        33037-3,AGAP,Anion gap in Serum or Plasma,11,mmol/L,5,15,test_code,test_name,value,unit,reference_range,\#
        abnormal_flag,collected_at,specimen,ordering_provider\#nF,2502-3,Iron saturation [Mass Fraction] in Seru\#
        m or Plasma,40,Glucose mean value [Mass/volume] in Blood Estimated from glycated hemoglobin,74,mg/dL,68,\#
        114,68-114,,Leukocytes [#/area] in Urine sediment by Microscopy high power field,3,/[HPF],0,40,U/L,40,13\#
        0,40-130,N,1751-7,ALB,Albumin,ng/dL,0.80,1.80,0.80-1.80,LOINC Code,Component,Result,Units,RLipid Panel,2\#
        093-3,CHOL,"Cholesterol, Total",u[IU]/mL,0.450,4.500,0.450-4.500,5,mg/dL,20,7-20,0.9,mg/dL,1.2,0.2-1.2,N\#
        ,F,1963-8,HCO3,Bicarbonate,Main Laboratory,Martinez MD\#nF,1742-6,ALT,ALT (SGPT),2951-2,NA,Sodium,0.20,0\#
        .00-0.20,,%,10.0,2.0-10.0,anel,2885-2,TP,Total Protein,Eosinophils %";"Specimen Type,Performing Lab,Orde\#
        ring Provider\#n510.2,mg/dL,8.6,10.3,M,32623-1,MPV,reference_range,{ratio},1.005-1.030,patient_id,access\#
        ion_number,7.70,1.80-7.70,,4.80,1.00-4.80,M,2571-8,TRIG,Triglycerides,90,mg/dL,70,99,70-99,N,54.0,37.0-5\#
        4.0,%,45.0,20.0-45.0,Albumin/Creatinine Ratio;%,70.0,40.0-70.0,4.3,g/dL,3.5,5.0,3.5-5.0,Neutrophils Abso\#
        lute;10*3/uL,0.80,0.10-0.80,,F,17861-6,CA,Calcium,CalciuThyrotropin [Units/volume] in Serum or Plasma by\#
         Detection limit <= 0.005 mIU/L,Hemoglobin [Presence] in Urine by Test strip,Negative,,,NF,6768-6,ALP,Al\#
        kaline Phosphatase,Value,Unit,ReferenceRange,AbnormalFlag,CollectionDateTime,Nucleated erythrocytes/100 \#
        leukocytes [Ratio] in Blood by Automated count\#t103,mL/min/{1.73_m2},60,120,60-120,N,F,1920-8,AST,AST (\#
        SGOT),Aspartate aminotransferase [Enzymatic activity/volume] in Serum or Plasma,34,U/L,10,40,10-40,N,786\#
        -4,MCHC,Mean Corpuscular Hgb Conc,33.6,g/dL,32.0,36.0,32.0-36.0,N,F,787-2,MCV,Mean Corpuscular Volume,MC\#
        V [Entitic mean volume] in Red Blood Cells by Automated count,77.1,fL,80.0,100.0,80.0-100.0,LCholesterol\#
        .total/Cholesterol in HDL [Mass Ratio] in Serum or Plasma,2.3,{ratio},5.0,0.0-5.0,,mmol/L,98,107,98-107,\#
        N,Complete Blood Count,610.3,8.6-10.3,N,Lymphocytes Absolute,TBIL,"Bilirubin, Total",ng/mL,0.00,0.50,0.0\#
        0-0.50,Immature Granulocytes,F,777-3,PLT,Platelet Count,10*3/uL,150,400,150-400,0.1,/100{WBCs},0.2,2823-\#
        3,K,Potassium,3.8,mmol/L,3.5,5.1,3.5-5.1,Nmmol/L,136,145,136-145,N,2075-0,CL,Chloride [Moles/volum718-7,\#
        HGB,Hemoglobin [Mass/volume] in Blood,11.5,g/dL,12.0,16.0,fL,7.4,10.4,7.4-10.4,N,785-6";"MCH [Entitic ma\#
        ss] by Auto3094-0,BUN,Urea Nitrogen (BUN),Comprehensive Metabolic Panel,2345-7,GLU,Glucose,Units,Referen\#
        ce High,Reference Range,Flag,Collection Date,2160-0,CREA,Creatinine,0.81,mg/dL,0.60,1.20,0.60-1.20,N,CBC\#
         with Differential,6690-2,WBC,White Blood Cell Count,Leukocytes [#/volume] in Blood by Automated count,8\#
        F,2028-9,CO2,Carbon Dioxide,"Carbon dioxide, total [Moles/volume] in Serum or Plasma",27,mmol/L,31,21-31\#
        ,N,mg/mg{creat},16.0,12.0-16.0,33.0,27.0-33.0,N36.0,32.0-36.0,5.5,10*3/uL,4.0,11.0,4.0-11.0,NMean Platel\#
        et Volume,4544-3,HCT,Hematocrit [Volume Fraction] of Blood by Automated count,34.4,%,36.0,48.0,36.0-48.0\#
        ,10*6/uL,4.20,5.80,4.20-5.80,100.0,80.0-100.0,Mean Corpuscular Hemoglobin,Red Cell Distribution Width,Er\#
        ythrocyte [DistWidth] in Blood by Automated count,11.2,%,14.5,11.5-14.5,Alkaline phosphatase [Enzymatic \#
        activity/volume] in Serum or Plasma";"Glomerular filtration rate [Volume Rate/Area] in Serum, Plasma or \#
        Blood by Creatinine-based formula (CKD-EPI 2021)/1.73 sq M",mL/min/{1.73_m2},MCHC [Entitic Mass/volume] \#
        in Red Blood Cells by Automated count,
        """#
}
