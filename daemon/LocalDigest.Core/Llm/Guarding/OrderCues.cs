using System.Text.RegularExpressions;

namespace LocalDigest.Llm;

/// <summary>Tells by its words, in several languages, whether a sentence gives its reader an order. Matching takes linear time.</summary>
/// <remarks>All patterns read text as <see cref="ReadableForms.Fold"/> gives it, or in lower case.</remarks>
internal static partial class OrderCues
{
    private const RegexOptions Options =
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking;

    private const string
        Forget = @"(ignor(e|ing)|disregard(ing)?|forget|overrid(e|ing)|bypass|discard|set aside|skip|cancel)",
        Instruction = @"(instructions?|prompts?|criteria|rules|rubrics?|guidelines|directions|directives?|orders)",
        Machine = @"(llms?|language models?|ai|a\.i\.|chatbots?|reviewers?|judges?|assistants?|graders?|evaluators?|"
            + @"referees?|raters?|rankers?|screeners?)",
        Grade = @"(10|ten|9|nine|10/10|full marks|high(est|ly)?|max(imum|imal(ly)?)?|top|perfect(ly)?|best|strong(ly)?|"
            + @"must-?reads?|relevan(t|ce)|novel(ty)?|accept(ed|ance)?)",
        Given = @"(given|assigned|awarded|granted|rated|scored|graded|ranked|judged|considered|treated|marked|placed|put|"
            + @"regarded|classified|deemed|labell?ed|accepted|recommended)",
        Self = @"((this|the|our|present|above|following) (present |current |above |following |accompanying )?(paper|work|"
            + @"article|submission|manuscript|abstract|entry|study|preprint|document|item|text)|it)",
        Criterion = @"((the|your|our|his|her|their|a|any|all|each|every|stated|given|first|second|third|"
            + @"one)( (researcher|reader|user|person|listed|stated|given|relevant)('s|s)?)* (criteri(on|a)|"
            + @"interests?)|criteri(on|a) (number )?[0-9])";

    /// <summary>Whether a sentence gives orders to whoever reads it, or speaks of the grade that it is to get.</summary>
    public static bool GivesOrders(string sentence) =>
        ForgetPattern().IsMatch(sentence) || DemandPattern().IsMatch(sentence) || ClaimPattern().IsMatch(sentence)
        || ScorePattern().IsMatch(sentence) || AddressPattern().IsMatch(sentence) || RolePattern().IsMatch(sentence)
        || FitPattern().IsMatch(sentence) || AnswerPattern().IsMatch(sentence) || AsianPattern().IsMatch(sentence)
        || (OtherDemandPattern().IsMatch(sentence) && OtherMarkPattern().IsMatch(sentence));

    /// <summary>
    /// Whether a sentence has a trace of an order: an address, a criterion, a recommendation. So has one sentence in every thirtieth honest
    /// abstract.
    /// </summary>
    public static bool HasTrace(string sentence) => TracePattern().IsMatch(sentence);

    /// <summary>Whether a sentence has anything that an order needs: a trace, a demand, a grade, a quotation. Many have.</summary>
    public static bool MayOrder(string sentence) => HasTrace(sentence) || LeastPattern().IsMatch(sentence);

    [GeneratedRegex(
        $@"\b{Forget}\b[^.]{{0,40}}\b(previous|prior|above|earlier|preceding|all|other|these|those|your|any|every|"
            + $@"former)\b[^.]{{0,30}}\b{Instruction}\b"
        + $@"|\b(new|real|true|actual|updated|final|only|correct) {Instruction}\b[^.]{{0,30}}(:|\b(is|are)\b[^.]{{0,20}}\b(to|that you)\b)"
        + $@"|\b{Instruction} (above|before|so far|given earlier|that came before)\b[^.]{{0,40}}\b(void|invalid|outdated|"
        + $@"obsolete|no longer|not apply|cancelled|withdrawn|superseded|a test)\b"
        + $@"|\byou (are|were|must|should|shall|will|have|need|may)\b[^.]*\b({Instruction}|scor(e|es|ing)|grades?|rat(e|es|"
        + $@"ing)|verdicts?|relevan(t|ce)|reviewers?|judges?|evaluators?|graders?|assistants?)\b"
        + $@"|\b(your|the) (task|job|role|duty|goal|purpose|mission)\b[^.]{{0,20}}\b(is|becomes)\b[^.]{{0,20}}\b(now|"
        + $@"to)\b[^.]{{0,40}}\b(rat(e|ing)|scor(e|ing)|grad(e|ing)|rank|judge|evaluate|recommend|accept|agree)\b",
        Options)]
    private static partial Regex ForgetPattern();

    [GeneratedRegex(
        $@"\b(give|assign|rate|score|grade|rank|mark|award|recommend|accept|treat|consider|regard|classify|place|list|"
            + $@"label|put|prefer|promote|judge|rating|scoring|giving|grading)\b[^.]{{0,30}}\b{Self}\b[^.]*\b{Grade}\b"
        + $@"|\b(relevance|novelty|relevanz|neuheit|pertinence)\W{{0,3}}\s*(score|grade|rating)?\s*((should|must|has to|"
        + $@"is to|shall|will) be|:|=)\W{{0,3}}\s*(10|ten|9|nine|max\w*|high\w*)\b"
        + @"|\b(relevance|novelty) (score |grade |rating )?(of|is|at) (10|ten|9|nine)(/10| out of (10|ten)| of (10|"
        + @"ten))?($|[.,;!?)]| and\b| or\b)"
        + @"|\b(give|award|assign|grant) (it|this|this one|us|them|both)\b[^.]{0,25}\b(10|ten|9|nine|highest|maximum|"
        + @"full marks|top (score|grade|rating|marks))\b"
        + @"|\b(say|state|write|answer|reply|respond|report|conclude|confirm|agree|output|return|print|"
        + @"declare)\b[^.]{0,40}\b(that )?(this|the) (paper|work|article|submission|study|manuscript)\b[^.]*\b(relevan\w+|"
        + @"must-?read|10|ten|highest|outstanding|criteri\w+)\b",
        Options)]
    private static partial Regex DemandPattern();

    [GeneratedRegex(
        $@"\b{Self}\b[^.]{{0,20}}\b(should|must|shall|has to|needs to|ought to|is to|are to|is required to|can only|"
            + $@"may only|cannot but)\b[^.]{{0,25}}\b(be {Given}|get|receive|earn|obtain|be)\b[^.]{{0,40}}\b({Grade}|"
            + $@"priority)\b"
        + $@"|\b{Self}\b[^.]{{0,20}}\b(deserves|merits|warrants|earns)\b[^.]{{0,30}}\b({Grade}|priority)\b",
        Options)]
    private static partial Regex ClaimPattern();

    [GeneratedRegex(
        $@"\b{Self}\b[^.]{{0,40}}\b(was|were|has been|have been|had been|is)\b[^.]{{0,40}}\b(rated|scored|graded|judged|"
            + $@"ranked|given|awarded|marked|pre-?approved|approved|certified|verified)\b[^.]*\b(10|ten|nine|full marks|maximum|"
            + $@"relevance|must-?read|out of (10|ten))\b"
        + $@"|\b(reviewers?|referees?|experts?|judges?|panel|committee|editors?|evaluators?)\b[^.]{{0,40}}\b(rated|scored|"
        + $@"graded|judged|gave|awarded|assigned|agreed?)\b[^.]*\b((10|ten|nine) (of|out of) (10|ten)|10/10|9/10|full marks|"
        + $@"must-?read|highest (score|grade|rating|relevance))\b"
        + @"|\b(a|the|any) (score|grade|rating|relevance|verdict)( of)? (below|under|less than|lower than|other than|"
        + @"beneath)( a| an)? (10|ten|nine|9|eight|8|the maximum|the highest)\b"
        + @"|\b(10|ten|nine) (of|out of) (10|ten)\b[^.]{0,30}\b(relevan(t|ce)|novel(ty)?|verdict|on every|in all|for both)\b"
        + @"|\b(score|rate|grade|mark|rank) (it|this|this one|that|them|these)\b[^.]{0,30}\b(10|ten|9|nine|high(est|ly)?|"
        + @"max\w*|top|first|relevant)\b",
        Options)]
    private static partial Regex ScorePattern();

    [GeneratedRegex(
        @"(^|[\[(<""'#*>|])\s*(system|assistant|user|developer|admin|operator)\s*(prompt|message|note|override|notice)?\s*[:>\]]\s"
        + @"|</?(system|assistant|instructions?|admin|override|user|paper|data|abstract)>|\[/?inst\]|\[(system|admin|"
        + @"end of (paper|abstract|data|text))[^\]]{0,40}\]|<\|[a-z_]{2,20}\|>|###\s*(instruction|system|response|end)"
        + $@"|(^|[\[(*]|\b(a|this|an))\s*(short |brief |important |urgent |final |private )*(note|message|attention|"
        + $@"instructions?|reminder|memo|notice|request|hint|word|advice)( is)? (to|for) (the |any |all |every |each |our |"
        + $@"an? )?(automat\w+ |large |ai |machine |language )*{Machine}\b"
        + $@"|\b(dear|hello|hi|hey|attention) (an? |the |all |any )?(ai |llm |automat\w+ |large )?{Machine}\b|"
        + $@"\bas (an? )?(ai |llm |automat\w+ |large )*{Machine}\b\s*,\s*(you|please|give|rate|score|consider|remember)\b"
        + $@"|\b(if|when(ever)?|should) (you|an?|any|the|this)\b[^.]{{0,30}}\b({Machine}|machine|model|automat\w+|program|"
        + $@"system)\b[^.]*\b(give|assign|rate|score|grade|rank|answer|respond|reply|output|return|must|should|please|set|"
        + $@"raise|treat)\b"
        + $@"|\b(any|every|each|the|an?) (automat\w+ |large |ai |careful |fair )?{Machine}\b[^.]{{0,30}}\b(must|should|"
        + $@"shall|has to|is to|are to|will|needs to|is asked to|are asked to|is required to|is instructed to|"
        + $@"can only)\b[^.]*\b(give|assign|rate|score|grade|rank|answer|respond|output|return|set|treat|accept|recommend|"
        + $@"report|place|mark|award|conclude)\b[^.]*\b({Self}|{Grade})\b",
        Options)]
    private static partial Regex AddressPattern();

    /// <summary>Ends of what is data, and parts to play.</summary>
    [GeneratedRegex(
        @"\b(end|beginning|start) of (the )?(paper|abstract|data|untrusted|user|papers|input|document)( data| text|"
            + @" input| section)?\b[^.]{0,20}([.:>\]=-]|$)"
        + @"|(^|[\[<(=#*]\s?)(begin|end) (system|instructions?|prompt|data|override)\b|\b(pretend|imagine|act|behave|"
        + @"roleplay|role-play|assume)\b[^.]{0,20}\b(you|yourself|as if)\b[^.]*\b(relevan\w+|scor\w+|grad\w+|rat\w+|"
        + @"review\w*|judge\w*|paper|criteri\w+|ten|10)\b"
        + @"|\b(developer|debug|maintenance|test|admin|god|override|calibration|sudo) mode\b[^.]*\b(score|grade|rate|paper|"
        + @"relevan\w+|ten|10|all)\b"
        + @"|\b(please|kindly|make sure|be sure|remember|do not forget|don't forget|never fail|ensure)\b[^.]*\b(rat(e|ed|"
        + @"ing)|scor(e|ed|ing)|grad(e|ed|ing)|rank(ed)?|recommend(ed)?|relevan(t|ce)|verdict|priorit\w+|"
        + @"must-?read)\b[^.]*\b(paper|work|article|submission|manuscript|study|entry|this|it|us)\b",
        Options)]
    private static partial Regex RolePattern();

    /// <summary>Claims of fit to somebody's criteria: authors do not know who reads.</summary>
    [GeneratedRegex(
        $@"\b{Self}\b[^.]*\b(match(es|ing)?|meets?|satisf(y|ies)|fulfil+s?|fits?|answers?|address(es)?|hits?|covers?|"
            + $@"serves?|is|asks for|falls under)\b[^.]{{0,40}}\b{Criterion}\b"
        + $@"|\b(exactly|precisely|perfectly|fully|squarely)\b[^.]{{0,20}}\b(what|where|as)\b[^.]{{0,20}}\b({Criterion}|"
        + $@"the (researcher|reader|user))\b[^.]{{0,30}}(asks?|wants?|seeks?|looks? for|need|$|\.)"
        + $@"|\b(main|central|core|sole|whole) (contribution|subject|topic|point|aim)\b[^.]{{0,40}}\b(exactly|"
        + $@"precisely)\b[^.]{{0,30}}\b(what|the (kind|sort|subject|topic))\b"
        + @"|\b(matches|meets|satisfies|fulfils|fulfills) (all|every|each|both|any|the)( of)?( the| your| its)? (listed |"
        + @"stated |given |relevant )?criteri(a|on)\b[^.]{0,20}\b(asked|listed|here|reader|researcher|user|above|"
        + @"profile)\b"
        + @"|\b(researcher|reader|user)('s|s'|s)? (stated |declared |listed |own )?(criteria|interests|profile|digest|reading list)\b"
        + @"|\b(for|of) (the|this|your) (digest|daily list|reading list|shortlist)\b[^.]*\b(must|should|top|first|"
        + @"relevan\w+|include|important)\b",
        Options)]
    private static partial Regex FitPattern();

    /// <summary>Pieces of an answer.</summary>
    [GeneratedRegex(
        @"[""'“”]?(relevance|novelty|verdicts?|criterion)(_score)?[""'“”]\s*[:=]|\{\s*[""'“]?(verdicts?|id|relevance)\b"
        + @"|\b(relevance|novelty)\s*[:=]\s*[0-9]|\b(output|return|print|answer|respond|reply)\b[^.]{0,30}\b(json|verdict|"
        + @"relevance|score of|the number|exactly)\b[^.]{0,40}\b(10|ten|9|nine|maximum|highest|relevan\w+)\b",
        Options)]
    private static partial Regex AnswerPattern();

    // In other languages a demand and a grade in one sentence are enough.
    private const string
        Demand = @"(ignorier\w*|vergiss|vergesst|vergessen sie|missachte\w*|bewerte[tn]?|beurteile[tn]?|benote[tn]?|"
            + @"vergib|vergebt|vergeben sie|gib|geben sie|stufe[tn]?|setze[tn]?|antworte[tn]?|bitte|gutachter\w*|"
            + @"sprachmodell\w*|anweisung(en)?|zu bewerten|einzustufen|bewertet werden|verdient"
            + @"|ignore[rz]|oublie[rz]|attribue[rz]?|donne[rz]|notez|accorde[rz]|evalue[rz]|classe[rz]|considere[rz]|"
            + @"repond(s|ez)|veuillez|s'il vous plait|relecteurs?|evaluateurs?|modele de langage|merite|doit (etre|"
            + @"recevoir)|instructions (precedentes|ci-dessus)"
            + @"|ignora[dr]?|ignoren|olvid[ae]n?|olvidar|asign[ae]r?|otorg[ae]r?|calific(a|ar|ue)|puntu(a|ar|e)|evalu(a|ar|"
            + @"e)|clasific(a|ar|que)|consider(a|e)|respond(a|e)|por favor|revisor(es)?|evaluador(es)?|modelo de (lenguaje|"
            + @"linguagem)|merece|debe (ser|recibir)|deve (ser|receber|essere|ricevere)|atribu(a|ir)|avali(e|ar)|de a este|"
            + @"desconsidere|esqueca"
            + @"|ignorate|dimentica(te)?|assegna(te|re)?|valuta(te|re)?|attribuisci|per favore|revisor[ei]|valutator[ei]|"
            + @"modello linguistico|merita|negeer|vergeet|beoordeel|geef|alstublieft|beoordelaars?|taalmodel|verdient)",
        Mark = @"(punkt(e|zahl|en)?|hochst\w*|relevan[zc]\w*|rilevanza|pertinen(ce|t|te|za)|perfekt\w*|maximal\w*|"
            + @"maxim[aeo]s?|bestnote|noten?|bewertung|neuheit|nouveaute|novedad|novita|nota|puntuacion|puntaje|"
            + @"pontuacao|puntegg?io|voto|score|cijfer|hoogste|criteres?|criterios?|criteri(o|um|en)?|kriteri(um|en)|"
            + @"zehn|dix|diez|dez|dieci|tien|10|anweisung(en)?|instruc(tions|ciones|oes)|istruzioni|precedentes|"
            + @"precedenti|vorherigen?|vorigen?)",
        RussianDemand = @"(игнорир\w*|забуд\w*|оцени(те)?|постав(ь|ьте)|присвой(те)?|выстав(ь|ьте)|дай(те)?|считай(те)?|"
            + @"отвечай(те)?|ответь(те)?|пожалуйста|рецензент\w*|языков\w+ модел\w*|ассистент\w*|"
            + @"следует (оценить|поставить)|должн\w+ (получить|быть)|заслуживает)",
        RussianMark = @"(балл\w*|оценк\w*|релевантн\w*|новизн\w*|максимальн\w*|высш\w*|10|десят\w*|критери\w*|инструкци\w*|указани\w*)";

    [GeneratedRegex($@"\b({Demand}|{RussianDemand})\b", Options)]
    private static partial Regex OtherDemandPattern();

    [GeneratedRegex($@"\b({Mark}|{RussianMark})\b", Options)]
    private static partial Regex OtherMarkPattern();

    [GeneratedRegex(
        @"(忽略|无视|無視|不要理会|忘记|请(您|你)?(给|将|把|为|務必|务必|直接)|務必|务必|必须|必須|应当?被?(评|给|視|视)|应该(给|评|视)|(您|你)(必须|应|应该|要|是|现在)|(评审|审稿|"
            + @"评分|评价)(员|人|模型|系统|者)|语言模型请|給|给(予|出|本|这|该|此|它)|评为|视为|打(出|满|个)?|输出|回答|理应获得|值得)[^。！？]*(满分|滿分|最高(分|评分|相关)|"
            + @"[十9九1１][0０]?分|10|相关(性|度)|新颖(性|度)|评分|分数|高分|必读|指令|指示|提示|标准|准则)"
        + @"|(この|本)(論文|研究|稿)[^。]*(満点|最高|10点|関連性|高く)[^。]{0,20}(評価|採点|付け|与え|して|べき)|(無視|忘れ)[^。]{0,20}(指示|命令|基準)|(指示|命令|"
        + @"基準)[^。]{0,20}(無視|忘れ)|(評価者|査読者|言語モデル)[^。]*(点|評価|スコア)"
        + @"|(무시|잊)[^.]{0,20}(지시|명령|기준)|(지시|명령|기준)[^.]{0,20}(무시|잊)|(논문|연구)[^.]{0,40}(만점|최고|10점|관련성)[^.]{0,20}(주|평가|부여|하)|"
        + @"(심사자|평가자|언어 모델)[^.]*(점|평가)"
        + @"|(تجاهل|انس)[^.]{0,40}(التعليمات|الأوامر)|(امنح|أعط|قيم)[^.]*(10|أعلى|درجة|تقييم)",
        Options)]
    private static partial Regex AsianPattern();

    [GeneratedRegex(
        @"\b(you|yours?|yourself|please|kindly|dear|reviewers?|referees?|graders?|verdicts?|must-?reads?|10/10|disregard|deserv\w+|priority"
        + @"|recommend(ed)?|researcher|reader|criteri(on|a)|relevance)\b",
        Options)]
    private static partial Regex TracePattern();

    [GeneratedRegex(
        @"\b(judges?|evaluators?|assistants?|instructions?|ignore|must|should|highest|top|rat(e|ed|ing)|scor(e|es|ed|"
            + @"ing)|grad(e|es|ed|ing)|rank(ed)?"
        + @"|exactly|precisely|perfectly|important|ten|10)\b|[""“”«»{}<>|`]|:\s|!",
        Options)]
    private static partial Regex LeastPattern();
}
