using System.Collections.Frozen;

// Long: a table, a line for each group of commands.
namespace LocalDigest.Text;

/// <summary>The classes of symbols, which decide the space between them (The TeXbook, chapter 17), and named functions.</summary>
internal enum AtomKind
{
    Ordinary,
    Function,
    Large,
    Binary,
    Relation,
    Open,
    Close,
    Punctuation,
    Space,
}

/// <summary>What a command such as <c>\mathrm</c> or <c>\mathop</c> does to its argument.</summary>
/// <param name="Font">The style of its letters; null to keep the style in use.</param>
/// <param name="IsBold">It makes the style in use bold.</param>
/// <param name="Kind">The class of the argument; null for the class of the symbol that it is.</param>
/// <param name="MayHaveStar">An asterisk behind the name belongs to the command.</param>
internal sealed record MathStyle(MathFont? Font = null, bool IsBold = false, AtomKind? Kind = null, bool MayHaveStar = false);

/// <summary>
/// The known commands of LaTeX: those of LaTeX itself, amsmath, amssymb and textcomp, and the macros that all authors define alike. A
/// command in none of these tables is unknown. The file is long because it holds the tables.
/// </summary>
internal static class LatexSymbols
{
    private static readonly MathFont Upright = new(MathAlphabet.Plain, IsUpright: true);

    private static readonly MathFont Bold = new(MathAlphabet.Plain, IsBold: true);

    /// <summary>Symbols of mathematics by class.</summary>
    public static readonly FrozenDictionary<string, (string Text, AtomKind Kind)> Math = Classes(
        (AtomKind.Ordinary, """
            alpha α beta β gamma γ delta δ epsilon ϵ varepsilon ε zeta ζ eta η theta θ vartheta ϑ iota ι kappa κ varkappa ϰ lambda λ mu μ
            nu ν xi ξ omicron ο pi π varpi ϖ rho ρ varrho ϱ sigma σ varsigma ς tau τ upsilon υ phi ϕ varphi φ chi χ psi ψ omega ω digamma ϝ
            Alpha Α Beta Β Gamma Γ Delta Δ Epsilon Ε Zeta Ζ Eta Η Theta Θ Iota Ι Kappa Κ Lambda Λ Mu Μ Nu Ν Xi Ξ Omicron Ο Pi Π Rho Ρ
            Sigma Σ Tau Τ Upsilon Υ Phi Φ Chi Χ Psi Ψ Omega Ω varGamma Γ varDelta Δ varTheta Θ varLambda Λ varXi Ξ varPi Π varSigma Σ
            varUpsilon Υ varPhi Φ varPsi Ψ varOmega Ω eps ε veps ε upalpha α upbeta β upgamma γ updelta δ upmu μ upnu ν uppi π uprho ρ
            upsigma σ uptau τ upphi φ upchi χ uppsi ψ upomega ω infty ∞ hbar ℏ hslash ℏ ell ℓ partial ∂ nabla ∇ forall ∀ exists ∃ nexists ∄
            emptyset ∅ varnothing ∅ aleph ℵ beth ℶ gimel ℷ daleth ℸ Re ℜ Im ℑ wp ℘ prime ′ backprime ‵ angle ∠ measuredangle ∡
            sphericalangle ∢ triangle △ bigtriangleup △ bigtriangledown ▽ triangledown ▽ blacktriangle ▲ blacktriangledown ▼ Box □ square □
            blacksquare ■ Diamond ◇ lozenge ◊ blacklozenge ⧫ bigstar ★ clubsuit ♣ diamondsuit ♦ heartsuit ♥ spadesuit ♠ sharp ♯ flat ♭
            natural ♮ bot ⊥ top ⊤ degree ° imath ı jmath ȷ eth ð mho ℧ complement ∁ Finv Ⅎ surd √ lnot ¬ neg ¬ checkmark ✓ maltese ✠
            circledR ® yen ¥ pounds £ copyright © Bbbk 𝕜 reals ℝ natnums ℕ cnums ℂ RR ℝ ZZ ℤ NN ℕ QQ ℚ CC ℂ R ℝ Z ℤ N ℕ Q ℚ ldots … dots …
            dotsc … dotso … dotsi ⋯ dotsb ⋯ dotsm ⋯ cdots ⋯ vdots ⋮ ddots ⋱ mathellipsis … vert | | | Vert ‖ lbrack [ rbrack ] percent %
            celsius °C AA Å angstrom Å micro µ ohm Ω diameter ⌀ mathsterling £ mathparagraph ¶ mathsection §
            """),
        (AtomKind.Function, """
            log log ln ln lg lg exp exp sin sin cos cos tan tan cot cot sec sec csc csc arcsin arcsin arccos arccos arctan arctan sinh sinh
            cosh cosh tanh tanh coth coth sech sech csch csch min min max max inf inf sup sup lim lim arg arg deg deg det det dim dim
            gcd gcd lcm lcm hom hom ker ker limsup lim_sup liminf lim_inf injlim inj_lim projlim proj_lim Pr Pr mod mod bmod mod
            argmin argmin argmax argmax sgn sgn sign sign rank rank rk rk tr tr Tr Tr diag diag span span supp supp Aut Aut Hom Hom End End
            Ext Ext Tor Tor Spec Spec Gal Gal Ind Ind Res Res Pic Pic Spin Spin Vol Vol vol vol Var Var Cov Cov Ad Ad ad ad Id Id id id
            im im coker coker codim codim Ker Ker Diff Diff Out Out Inn Inn Sym Sym Proj Proj Lie Lie Mod Mod Rep Rep Hilb Hilb char char
            GL GL SL SL PGL PGL PSL PSL SO SO SU SU Sp Sp poly poly polylog polylog polyloglog polyloglog softmax softmax erf erf prox prox
            conv conv dist dist diam diam dom dom const const ord ord cov cov corr corr var var median median
            """),
        (AtomKind.Large, """
            sum ∑ prod ∏ coprod ∐ int ∫ iint ∬ iiint ∭ oint ∮ bigcup ⋃ bigcap ⋂ bigsqcup ⨆ bigvee ⋁ bigwedge ⋀ bigodot ⨀ bigoplus ⨁
            bigotimes ⨂ biguplus ⨄
            """),
        (AtomKind.Binary, """
            pm ± mp ∓ times × div ÷ cdot ⋅ centerdot ⋅ ast ∗ star ⋆ circ ∘ bullet • cap ∩ cup ∪ Cap ⋒ Cup ⋓ uplus ⊎ sqcap ⊓ sqcup ⊔ vee ∨
            lor ∨ wedge ∧ land ∧ setminus ∖ smallsetminus ∖ backslash ∖ wr ≀ diamond ⋄ oplus ⊕ ominus ⊖ otimes ⊗ oslash ⊘ odot ⊙
            circledast ⊛ circledcirc ⊚ bigcirc ◯ dagger † dag † ddagger ‡ ddag ‡ amalg ⨿ ltimes ⋉ rtimes ⋊ leftthreetimes ⋋
            rightthreetimes ⋌ boxplus ⊞ boxminus ⊟ boxtimes ⊠ boxdot ⊡ barwedge ⊼ veebar ⊻ curlywedge ⋏ curlyvee ⋎ intercal ⊺ dotplus ∔
            divideontimes ⋇ unlhd ⊴ unrhd ⊵ lhd ⊲ rhd ⊳ triangleleft ◁ triangleright ▷ textasteriskcentered ∗
            """),
        (AtomKind.Relation, """
            le ≤ leq ≤ leqslant ≤ leqq ≦ ge ≥ geq ≥ geqslant ≥ geqq ≧ ne ≠ neq ≠ ll ≪ gg ≫ lll ⋘ ggg ⋙ approx ≈ approxeq ≊ thickapprox ≈
            sim ∼ thicksim ∼ backsim ∽ simeq ≃ cong ≅ ncong ≇ equiv ≡ asymp ≍ doteq ≐ doteqdot ≑ triangleq ≜ coloneqq ≔ coloneq ≔ eqqcolon ≕
            propto ∝ varpropto ∝ lesssim ≲ gtrsim ≳ lsim ≲ gsim ≳ simlt ≲ simgt ≳ lessapprox ⪅ gtrapprox ⪆ lessgtr ≶ gtrless ≷ nless ≮
            ngtr ≯ nleq ≰ ngeq ≱ lneq ⪇ gneq ⪈ lneqq ≨ gneqq ≩ nsim ≁ prec ≺ succ ≻ preceq ⪯ succeq ⪰ preccurlyeq ≼ succcurlyeq ≽ precsim ≾
            succsim ≿ nprec ⊀ nsucc ⊁ npreceq ⋠ nsucceq ⋡ curlyeqprec ⋞ curlyeqsucc ⋟ in ∈ notin ∉ ni ∋ owns ∋ subset ⊂ supset ⊃ subseteq ⊆
            supseteq ⊇ nsubseteq ⊈ nsupseteq ⊉ subsetneq ⊊ supsetneq ⊋ subsetneqq ⫋ supsetneqq ⫌ Subset ⋐ Supset ⋑ sqsubset ⊏ sqsupset ⊐
            sqsubseteq ⊑ sqsupseteq ⊒ vdash ⊢ dashv ⊣ models ⊨ vDash ⊨ Vdash ⊩ Vvdash ⊪ nvdash ⊬ nvDash ⊭ nVdash ⊮ mid ∣ nmid ∤ shortmid ∣
            parallel ∥ nparallel ∦ shortparallel ∥ perp ⊥ smile ⌣ frown ⌢ between ≬ pitchfork ⋔ bowtie ⋈ Join ⋈ therefore ∴ because ∵
            trianglelefteq ⊴ trianglerighteq ⊵ ntriangleleft ⋪ ntriangleright ⋫ vartriangleleft ⊲ vartriangleright ⊳ vartriangle △ to →
            rightarrow → gets ← leftarrow ← leftrightarrow ↔ uparrow ↑ downarrow ↓ updownarrow ↕ Rightarrow ⇒ Leftarrow ⇐ Leftrightarrow ⇔
            Uparrow ⇑ Downarrow ⇓ Updownarrow ⇕ longrightarrow ⟶ longleftarrow ⟵ longleftrightarrow ⟷ Longrightarrow ⟹ Longleftarrow ⟸
            Longleftrightarrow ⟺ implies ⟹ impliedby ⟸ iff ⟺ mapsto ↦ longmapsto ⟼ hookrightarrow ↪ hookleftarrow ↩ nearrow ↗ searrow ↘
            swarrow ↙ nwarrow ↖ leadsto ⇝ rightsquigarrow ⇝ leftrightsquigarrow ↭ rightharpoonup ⇀ rightharpoondown ⇁ leftharpoonup ↼
            leftharpoondown ↽ rightleftharpoons ⇌ leftrightharpoons ⇋ upharpoonright ↾ restriction ↾ twoheadrightarrow ↠ twoheadleftarrow ↞
            rightarrowtail ↣ leftarrowtail ↢ curvearrowright ↷ curvearrowleft ↶ circlearrowright ↻ circlearrowleft ↺ rightleftarrows ⇄
            leftrightarrows ⇆ rightrightarrows ⇉ leftleftarrows ⇇ upuparrows ⇈ downdownarrows ⇊ nrightarrow ↛ nleftarrow ↚ nRightarrow ⇏
            nLeftarrow ⇍ nLeftrightarrow ⇎ lt < gt > colonsim ∶∼ rar → multimap ⊸
            """),
        (AtomKind.Punctuation, "colon :"),
        (AtomKind.Open, "lparen ( langle ⟨ lbrace { lceil ⌈ lfloor ⌊ lvert | lVert ‖ llbracket ⟦ ulcorner ⌜ llcorner ⌞"),
        (AtomKind.Close, "rparen ) rangle ⟩ rbrace } rceil ⌉ rfloor ⌋ rvert | rVert ‖ rrbracket ⟧ urcorner ⌝ lrcorner ⌟"));

    /// <summary>Letters and signs of text. A space behind the command ends its name and is no space of the text.</summary>
    public static readonly FrozenDictionary<string, string> Text = Words("""
        ss ß SS ẞ ae æ AE Æ oe œ OE Œ o ø O Ø aa å AA Å l ł L Ł i ı j ȷ dh ð DH Ð dj đ DJ Đ th þ TH Þ ng ŋ NG Ŋ ij ĳ IJ Ĳ S § P ¶ pounds £
        copyright © dag † ddag ‡ euro € EUR € texteuro € textdegree ° degree ° degrees ° celsius °C textcelsius °C textmu µ textohm Ω
        textregistered ® texttrademark ™ textcopyright © textservicemark ℠ textsection § textparagraph ¶ textdagger † textdaggerdbl ‡
        ldots … dots … textellipsis … textendash – textemdash — texthyphen - textquoteleft ‘ textquoteright ’ textquotedblleft “
        textquotedblright ” textquotesingle ' textquotedbl " quotesinglbase ‚ quotedblbase „ guillemotleft « guillemotright »
        guillemetleft « guillemetright » guilsinglleft ‹ guilsinglright › lq ‘ rq ’ glqq „ grqq “ flqq « frqq » glq ‚ grq ‘ textbar |
        textbardbl ‖ textless < textgreater > textunderscore _ textdollar $ textpercent % textasteriskcentered * textbullet •
        textperiodcentered · textbackslash ∖ textasciicircum ^ textasciitilde ~ texttildelow ˷ textbraceleft { textbraceright } textnumero №
        textonehalf ½ textonequarter ¼ textthreequarters ¾ textonesuperior ¹ texttwosuperior ² textthreesuperior ³ textordfeminine ª
        textordmasculine º textexclamdown ¡ textquestiondown ¿ textcent ¢ textsterling £ textyen ¥ texttimes × textdiv ÷ textpm ±
        textminus − textrightarrow → textleftarrow ← textuparrow ↑ textdownarrow ↓ textsurd √ textlnot ¬ textfractionsolidus ⁄
        textvisiblespace ␣ checkmark ✓ cmark ✓ xmark ✗ TeX TeX LaTeX LaTeX LaTeXe LaTeX2e BibTeX BibTeX XeTeX XeTeX pdfLaTeX pdfLaTeX
        textalpha α textbeta β textgamma γ textdelta δ textepsilon ε textlambda λ textpi π textsigma σ mdash — ndash – ap ≈ arcsec ″ arcmin ′
        degr ° micron µm farcs ″. farcm ′. fdg °. fs ˢ. fm ᵐ. fh ʰ.
        """);

    /// <summary>Abbreviations that styles of conferences define.</summary>
    public static readonly FrozenDictionary<string, string> Abbreviations = Words("""
        ie i.e. Ie I.e. eg e.g. Eg E.g. etal et_al. etc etc. vs vs. cf cf. Cf Cf. wrt w.r.t. iid i.i.d. dof d.o.f.
        """);

    /// <summary>Commands of mathematics that change the letters or the class of their argument.</summary>
    public static readonly FrozenDictionary<string, MathStyle> MathStyles = new Dictionary<string, MathStyle>
    {
        ["mathrm"] = new(Upright), ["mathsf"] = new(Upright), ["mathtt"] = new(Upright), ["mathit"] = new(Upright),
        ["symup"] = new(Upright), ["mathnormal"] = new(Font: default(MathFont)), ["mathsfit"] = new(Font: default(MathFont)),
        ["mathbf"] = new(Bold), ["mathbfit"] = new(Bold), ["symbf"] = new(IsBold: true), ["boldsymbol"] = new(IsBold: true),
        ["bm"] = new(IsBold: true), ["pmb"] = new(IsBold: true), ["bold"] = new(IsBold: true), ["boldmath"] = new(IsBold: true),
        ["ensuremath"] = new(), ["smash"] = new(), ["vcenter"] = new(), ["mathord"] = new(), ["mathinner"] = new(), ["mathpunct"] = new(),
        ["mathop"] = new(Kind: AtomKind.Function), ["mathrel"] = new(Kind: AtomKind.Relation), ["mathbin"] = new(Kind: AtomKind.Binary),
        ["mathopen"] = new(Kind: AtomKind.Open), ["mathclose"] = new(Kind: AtomKind.Close),
        ["operatorname"] = new(Upright, Kind: AtomKind.Function, MayHaveStar: true),
        ["operatornamewithlimits"] = new(Upright, Kind: AtomKind.Function),
    }.ToFrozenDictionary();

    /// <summary>Commands that change the letters of the rest of their group.</summary>
    public static readonly FrozenDictionary<string, MathFont> FontSwitches = new Dictionary<string, MathFont>
    {
        ["cal"] = new(MathAlphabet.Script), ["bf"] = Bold, ["bfseries"] = Bold, ["rm"] = Upright, ["rmfamily"] = Upright,
        ["normalfont"] = Upright, ["sf"] = Upright, ["tt"] = Upright, ["sc"] = Upright, ["it"] = default, ["itshape"] = default,
        ["sl"] = default, ["em"] = default, ["mit"] = default,
    }.ToFrozenDictionary();

    /// <summary>Commands that only change the look of their argument.</summary>
    public static readonly FrozenSet<string> Styles = Set("""
        textbf textit emph texttt textsf textsc textrm textsl textup textmd textnormal text textlf textgreek textlatin mbox hbox makebox
        fbox framebox underline uline ul dashuline uwave sout st hl alert uppercase lowercase MakeUppercase MakeLowercase centerline center
        leftline rightline enquote textquote section subsection paragraph title num structure roman
        """).Union(MathStyles.Keys).ToFrozenSet();

    /// <summary>Commands that are found run together with an argument of one letter, such as \sqrtT.</summary>
    public static readonly FrozenSet<string> Heads =
        Set("mathbb mathcal mathbf mathscr mathfrak sqrt tilde widetilde hat widehat bar overline");

    /// <summary>Commands that define macros.</summary>
    public static readonly FrozenSet<string> Definitions = Set("newcommand renewcommand providecommand DeclareMathOperator def let");

    /// <summary>Commands of several arguments of which only the last is text.</summary>
    public static readonly FrozenDictionary<string, int> LastArgument = new Dictionary<string, int>
    {
        ["textcolor"] = 2, ["colorbox"] = 2, ["fcolorbox"] = 3, ["foreignlanguage"] = 2, ["raisebox"] = 2, ["parbox"] = 2, ["scalebox"] = 2,
        ["rotatebox"] = 2, ["resizebox"] = 3, ["hyperlink"] = 2, ["hypertarget"] = 2, ["texorpdfstring"] = 2, ["fontsize"] = 2,
        ["selectlanguage"] = 1, ["multicolumn"] = 3, ["hyperref"] = 1,
    }.ToFrozenDictionary();

    /// <summary>Commands without arguments that set nothing.</summary>
    public static readonly FrozenSet<string> Silent = Set("""
        bf it em rm sf tt sc sl cal mit bfseries itshape slshape scshape upshape mdseries rmfamily sffamily ttfamily normalfont
        frenchspacing nonfrenchspacing tiny scriptsize footnotesize small normalsize large Large LARGE huge Huge displaystyle textstyle
        scriptstyle scriptscriptstyle limits nolimits displaylimits noindent indent centering raggedright raggedleft protect xspace relax
        leavevmode null allowbreak nobreak unboldmath nonumber notag maketitle footnotemark samepage sloppy fussy singlespacing
        doublespacing onehalfspacing ignorespaces unskip begingroup endgroup bgroup egroup strut mathstrut tableofcontents
        allowdisplaybreaks vfill hfil hss vss selectfont
        """);

    /// <summary>Commands that stand for white space.</summary>
    public static readonly FrozenSet<string> Spaces = Set("""
        quad qquad enspace enskip thinspace medspace thickspace space par newline linebreak pagebreak newpage clearpage smallskip medskip
        bigskip hfill hrulefill nobreakspace hrule hline break
        """);

    /// <summary>The width in em of <c>\,</c>.</summary>
    public const double ThinSpace = 0.17;

    /// <summary>The width in em of a space between words.</summary>
    public const double WordSpace = 0.25;

    /// <summary>Commands of horizontal space with a width other than <see cref="WordSpace"/>, in em.</summary>
    public static readonly FrozenDictionary<string, double> MathSpaces = new Dictionary<string, double>
    {
        ["quad"] = 1, ["qquad"] = 2, ["enspace"] = 0.5, ["thinspace"] = ThinSpace,
    }.ToFrozenDictionary();

    /// <summary>Commands of text that occur in mathematics, with the number of their arguments.</summary>
    public static readonly FrozenDictionary<string, int> TextCommands = new Dictionary<string, int>
    {
        ["ce"] = 1, ["SI"] = 2, ["qty"] = 2, ["href"] = 2, ["url"] = 1, ["footnote"] = 1, ["textsuperscript"] = 1, ["textsubscript"] = 1,
        ["unicode"] = 1,
    }.ToFrozenDictionary();

    /// <summary>Commands whose arguments are no text, with the number of the arguments.</summary>
    public static readonly FrozenDictionary<string, int> Dropped = new Dictionary<string, int>
    {
        ["label"] = 1, ["vspace"] = 1, ["hspace"] = 1, ["color"] = 1, ["phantom"] = 1, ["hphantom"] = 1, ["vphantom"] = 1, ["rule"] = 2,
        ["index"] = 1, ["bibliographystyle"] = 1, ["bibliography"] = 1, ["setlength"] = 2, ["thispagestyle"] = 1, ["pagestyle"] = 1,
        ["usepackage"] = 1, ["documentclass"] = 1, ["tag"] = 1, ["hyphenation"] = 1, ["nocite"] = 1, ["setcounter"] = 2,
        ["addtocounter"] = 2, ["fontfamily"] = 1, ["input"] = 1, ["includegraphics"] = 1,
    }.ToFrozenDictionary();

    /// <summary>References into a bibliography or another place of the paper: what they name stays, in brackets.</summary>
    public static readonly FrozenSet<string> References = Set("""
        cite citep citet citealp citealt citeauthor citeyear citeyearpar Citet Citep citenum citen parencite textcite autocite footcite
        fullcite onlinecite shortcite citeA citeNP citeasnoun ref eqref autoref cref Cref pageref nameref vref secref figref tabref bibitem
        """);

    /// <summary>
    /// Accents over or under the argument, as combining marks. Names of one letter and signs are for text, the others for mathematics.
    /// </summary>
    public static readonly FrozenDictionary<string, char> TextAccents = new Dictionary<string, char>
    {
        ["`"] = '\u0300', ["'"] = '\u0301', ["^"] = '\u0302', ["~"] = '\u0303', ["="] = '\u0304', ["u"] = '\u0306', ["."] = '\u0307',
        ["\""] = '\u0308', ["r"] = '\u030a', ["H"] = '\u030b', ["v"] = '\u030c', ["d"] = '\u0323', ["c"] = '\u0327', ["k"] = '\u0328',
        ["b"] = '\u0331', ["t"] = '\u0361', ["G"] = '\u030f', ["U"] = '\u030e', ["h"] = '\u0309',
    }.ToFrozenDictionary();

    /// <inheritdoc cref="TextAccents"/>
    public static readonly FrozenDictionary<string, char> MathAccents = new Dictionary<string, char>
    {
        ["grave"] = '\u0300', ["acute"] = '\u0301', ["hat"] = '\u0302', ["widehat"] = '\u0302', ["tilde"] = '\u0303',
        ["widetilde"] = '\u0303', ["bar"] = '\u0304', ["overline"] = '\u0304', ["breve"] = '\u0306', ["dot"] = '\u0307',
        ["ddot"] = '\u0308', ["mathring"] = '\u030a', ["check"] = '\u030c', ["widecheck"] = '\u030c', ["vec"] = '\u20d7',
        ["overrightarrow"] = '\u20d7', ["dddot"] = '\u20db', ["underline"] = '\u0332', ["underbar"] = '\u0332', ["Tilde"] = '\u0303',
        ["Hat"] = '\u0302', ["Bar"] = '\u0304', ["Vec"] = '\u20d7', ["Dot"] = '\u0307', ["wt"] = '\u0303', ["wh"] = '\u0302',
    }.ToFrozenDictionary();

    /// <summary>
    /// Commands that choose another alphabet for their argument; those without <c>math</c> in front also for what follows.
    /// </summary>
    public static readonly FrozenDictionary<string, MathAlphabet> Alphabets = new Dictionary<string, MathAlphabet>
    {
        ["mathbb"] = MathAlphabet.DoubleStruck, ["mathds"] = MathAlphabet.DoubleStruck, ["mathbbm"] = MathAlphabet.DoubleStruck,
        ["mathbbmss"] = MathAlphabet.DoubleStruck, ["Bbb"] = MathAlphabet.DoubleStruck, ["bb"] = MathAlphabet.DoubleStruck,
        ["mbb"] = MathAlphabet.DoubleStruck, ["mathcal"] = MathAlphabet.Script, ["mathscr"] = MathAlphabet.Script,
        ["Cal"] = MathAlphabet.Script, ["scr"] = MathAlphabet.Script, ["euscr"] = MathAlphabet.Script, ["EuScript"] = MathAlphabet.Script,
        ["mc"] = MathAlphabet.Script, ["mathfrak"] = MathAlphabet.Fraktur, ["frak"] = MathAlphabet.Fraktur, ["goth"] = MathAlphabet.Fraktur,
        ["gothic"] = MathAlphabet.Fraktur, ["mathgoth"] = MathAlphabet.Fraktur,
    }.ToFrozenDictionary();

    /// <summary>Commands that set the size of the delimiter behind them.</summary>
    public static readonly FrozenSet<string> Sizes =
        Set("left right middle big Big bigg Bigg bigl bigr bigm Bigl Bigr Bigm biggl biggr biggm Biggl Biggr Biggm");

    /// <summary>
    /// Plain TeX's fractions, which stand between numerator and denominator: whether they have a bar, and the signs around them.
    /// </summary>
    public static readonly FrozenDictionary<string, (bool HasBar, string Open, string Close)> Infixes =
        new Dictionary<string, (bool, string, string)>
    {
        ["over"] = (true, "", ""), ["atop"] = (false, "", ""), ["choose"] = (false, "(", ")"), ["brack"] = (false, "[", "]"),
        ["brace"] = (false, "{", "}"),
    }.ToFrozenDictionary();

    /// <summary>Whether the name is in <see cref="Infixes"/>.</summary>
    public static bool IsInfix(ReadOnlySpan<char> name) => Infixes.GetAlternateLookup<ReadOnlySpan<char>>().ContainsKey(name);

    /// <summary>Arrows as long as the labels above and below them.</summary>
    public static readonly FrozenDictionary<string, string> LongArrows =
        Words("xrightarrow → xleftarrow ← xleftrightarrow ↔ xhookrightarrow ↪ xmapsto ↦");

    /// <summary>Fractions with a bar.</summary>
    public static readonly FrozenSet<string> Fractions = Set("frac tfrac dfrac cfrac nicefrac sfrac");

    /// <summary>Commands that plain text cannot express.</summary>
    public static readonly FrozenSet<string> TwoDimensional = Set("""
        begin end over atop choose brack brace above binom dbinom tbinom stackrel overset underset underbrace overbrace xrightarrow
        xleftarrow xleftrightarrow overleftarrow overleftrightarrow underrightarrow substack sideset prescript genfrac array matrix pmatrix
        bmatrix cases eqalign root of buildrel mathchoice cancel bcancel xcancel xhookrightarrow xmapsto pod pmod varlimsup varliminf
        varinjlim varprojlim boxed hdots idotsint SIrange tensor indices leftroot uproot sp sb
        """);

    /// <summary>Commands that put their argument between two delimiters.</summary>
    public static readonly FrozenDictionary<string, (string Left, string Right)> Enclosures = new Dictionary<string, (string, string)>
    {
        ["norm"] = ("‖", "‖"), ["abs"] = ("|", "|"), ["ket"] = ("|", "⟩"), ["bra"] = ("⟨", "|"), ["braket"] = ("⟨", "⟩"),
        ["ceil"] = ("⌈", "⌉"), ["floor"] = ("⌊", "⌋"),
    }.ToFrozenDictionary();

    /// <summary>Environments of mathematics, with the environment that replaces them inside dollars; empty where none is needed.</summary>
    public static readonly FrozenDictionary<string, string> MathEnvironments = new Dictionary<string, string>
    {
        ["equation"] = "", ["equation*"] = "", ["displaymath"] = "", ["math"] = "", ["eqnarray"] = "aligned", ["eqnarray*"] = "aligned",
        ["align"] = "aligned", ["align*"] = "aligned", ["aligned"] = "aligned", ["split"] = "aligned", ["multline"] = "aligned",
        ["multline*"] = "aligned", ["gather"] = "gathered", ["gather*"] = "gathered", ["gathered"] = "gathered", ["array"] = "array",
        ["matrix"] = "matrix", ["pmatrix"] = "pmatrix", ["bmatrix"] = "bmatrix", ["vmatrix"] = "vmatrix", ["smallmatrix"] = "smallmatrix",
        ["cases"] = "cases",
    }.ToFrozenDictionary();

    /// <summary>Environments of displayed formulas, without the asterisk that they may have.</summary>
    public static readonly FrozenSet<string> DisplayEnvironments = Set("equation displaymath align gather multline eqnarray");

    /// <summary>Environments that set a table, without the asterisk that they may have, with the delimiters around the table.</summary>
    public static readonly FrozenDictionary<string, (string Open, string Close)> Tables = new Dictionary<string, (string, string)>
    {
        ["matrix"] = ("", ""), ["smallmatrix"] = ("", ""), ["array"] = ("", ""), ["pmatrix"] = ("(", ")"), ["bmatrix"] = ("[", "]"),
        ["Bmatrix"] = ("{", "}"), ["vmatrix"] = ("|", "|"), ["Vmatrix"] = ("‖", "‖"), ["cases"] = ("{", ""), ["aligned"] = ("", ""),
        ["align"] = ("", ""), ["split"] = ("", ""), ["gathered"] = ("", ""), ["gather"] = ("", ""), ["equation"] = ("", ""),
        ["multline"] = ("", ""), ["eqnarray"] = ("", ""),
    }.ToFrozenDictionary();

    /// <summary>Words that a tie joins to a number.</summary>
    public static readonly FrozenSet<string> Labels = Set("""
        Fig Figs Figure Figures figure Table Tables table Tab Section Sections section Sec Eq Eqs Equation Theorem theorem Thm Lemma
        Proposition Prop Corollary Definition Conjecture Problem Chapter Part Appendix Algorithm Type type Stage stage Task task Level level
        Phase phase Step step Case case Class Volume Vol No pp page Ref Refs version Version of to by and in at than order degree dimension
        genus rank size about from the with over between
        """);

    /// <summary>Fractions that are one character of Unicode.</summary>
    public static readonly FrozenDictionary<string, string> VulgarFractions = Words("""
        1/2 ½ 1/3 ⅓ 2/3 ⅔ 1/4 ¼ 3/4 ¾ 1/5 ⅕ 2/5 ⅖ 3/5 ⅗ 4/5 ⅘ 1/6 ⅙ 5/6 ⅚ 1/7 ⅐ 1/8 ⅛ 3/8 ⅜ 5/8 ⅝ 7/8 ⅞ 1/9 ⅑ 1/10 ⅒
        """);

    /// <summary>Relations and their negations.</summary>
    public static readonly FrozenDictionary<string, string> Negations = Words("""
        = ≠ < ≮ > ≯ ≤ ≰ ≥ ≱ ∈ ∉ ∋ ∌ ⊂ ⊄ ⊃ ⊅ ⊆ ⊈ ⊇ ⊉ ∼ ≁ ≃ ≄ ≅ ≇ ≈ ≉ ≡ ≢ ∣ ∤ | ∤ ∥ ∦ ⊢ ⊬ ⊨ ⊭ ∃ ∄ → ↛ ← ↚ ⇒ ⇏ ⇔ ⇎ ≺ ⊀ ≻ ⊁ ∗ ∗̸
        """);

    /// <summary>Commands that a renderer of mathematics may not know, and what they stand for.</summary>
    public static readonly FrozenDictionary<string, string> StandardNames = Standard();

    /// <summary>The class of a symbol that was typed as a character; letters and words are ordinary.</summary>
    public static AtomKind KindOf(string text)
    {
        if (text.Length == 1 && text[0] < 128)
        {
            return text[0] switch
            {
                '+' or '-' or '*' => AtomKind.Binary,
                '=' or '<' or '>' or ':' => AtomKind.Relation,
                ',' or ';' => AtomKind.Punctuation,
                '(' or '[' or '{' => AtomKind.Open,
                ')' or ']' or '}' or '!' or '?' => AtomKind.Close,
                _ => AtomKind.Ordinary,
            };
        }
        return Kinds.GetValueOrDefault(text);
    }

    /// <summary>The sign of a square, cube or fourth root; null for other degrees.</summary>
    public static string? RootSign(MathNode? degree) => degree switch
    {
        null or MathRow { Parts: [MathNumber { Digits: "2" }] } => "√",
        MathRow { Parts: [MathNumber { Digits: "3" }] } => "∛",
        MathRow { Parts: [MathNumber { Digits: "4" }] } => "∜",
        _ => null,
    };

    /// <summary>| and ‖ are not among them, because they open and close.</summary>
    private static readonly FrozenDictionary<string, AtomKind> Kinds = Math.Values
        .Where(symbol => symbol.Kind is AtomKind.Binary or AtomKind.Relation or AtomKind.Large or AtomKind.Open or AtomKind.Close)
        .Where(symbol => symbol.Text is not ("|" or "‖"))
        .DistinctBy(symbol => symbol.Text)
        .ToFrozenDictionary(symbol => symbol.Text, symbol => symbol.Kind);

    /// <summary>Whether the command is known.</summary>
    public static bool IsKnown(string name) =>
        IsMath(name) || (Text.ContainsKey(name) && name.Length > 1) || Styles.Contains(name) || Silent.Contains(name)
        || Spaces.Contains(name) || LastArgument.ContainsKey(name) || Dropped.ContainsKey(name) || References.Contains(name)
        || Sizes.Contains(name) || Abbreviations.ContainsKey(name);

    /// <summary>Whether the command belongs to mathematics, also outside of dollars.</summary>
    public static bool IsMath(string name) =>
        Math.ContainsKey(name) || MathAccents.ContainsKey(name) || Alphabets.ContainsKey(name) || Fractions.Contains(name)
        || Enclosures.ContainsKey(name) || TwoDimensional.Contains(name) || name is "sqrt" or "not";

    /// <summary>How many arguments a command of mathematics takes.</summary>
    public static int Arguments(string name) => name switch
    {
        "sqrt" or "not" or "underbrace" or "overbrace" or "overleftarrow" or "overleftrightarrow" or "underrightarrow" or "substack"
            or "cancel" or "bcancel" or "xcancel" or "boxed" or "pod" or "pmod" or "operatorname"
            or "operatornamewithlimits" or "mathop" => 1,
        "binom" or "dbinom" or "tbinom" or "stackrel" or "overset" or "underset" => 2,
        _ when Fractions.Contains(name) => 2,
        _ when LongArrows.ContainsKey(name) || MathAccents.ContainsKey(name) || Alphabets.ContainsKey(name) => 1,
        _ when Enclosures.ContainsKey(name) || Styles.Contains(name) => 1,
        _ => 0,
    };

    private static FrozenDictionary<string, string> Standard()
    {
        var names = new Dictionary<string, string>
        {
            ["eps"] = "\\varepsilon", ["veps"] = "\\varepsilon", ["reals"] = "\\mathbb{R}", ["natnums"] = "\\mathbb{N}",
            ["cnums"] = "\\mathbb{C}", ["lsim"] = "\\lesssim", ["gsim"] = "\\gtrsim", ["simlt"] = "\\lesssim", ["simgt"] = "\\gtrsim",
            ["wt"] = "\\widetilde", ["wh"] = "\\widehat", ["xspace"] = "", ["ensuremath"] = "", ["rar"] = "\\rightarrow",
            ["Cal"] = "\\mathcal", ["mc"] = "\\mathcal", ["scr"] = "\\mathscr", ["euscr"] = "\\mathscr", ["EuScript"] = "\\mathscr",
            ["bb"] = "\\mathbb", ["mbb"] = "\\mathbb", ["mathds"] = "\\mathbb", ["mathbbm"] = "\\mathbb", ["mathbbmss"] = "\\mathbb",
            ["goth"] = "\\mathfrak", ["gothic"] = "\\mathfrak", ["mathgoth"] = "\\mathfrak", ["Tilde"] = "\\tilde", ["Hat"] = "\\hat",
            ["Bar"] = "\\bar", ["Vec"] = "\\vec", ["Dot"] = "\\dot", ["sfrac"] = "\\tfrac", ["nicefrac"] = "\\tfrac",
            ["roman"] = "\\mathrm", ["sl"] = "\\it", ["em"] = "\\it", ["sc"] = "\\rm", ["strut"] = "", ["mbox"] = "\\text",
            ["hbox"] = "\\text", ["norm"] = "\\operatorname{norm}", ["abs"] = "\\operatorname{abs}", ["ceil"] = "\\operatorname{ceil}",
            ["floor"] = "\\operatorname{floor}",
        };
        foreach (var letter in "RZNQC")
        {
            if (letter != 'C') names[letter.ToString()] = $"\\mathbb{{{letter}}}";
            names[new string(letter, 2)] = $"\\mathbb{{{letter}}}";
        }
        var latex = Set("""
            log ln lg exp sin cos tan cot sec csc arcsin arccos arctan sinh cosh tanh coth min max inf sup lim limsup liminf injlim projlim
            arg deg det dim gcd hom ker Pr bmod
            """);
        foreach (var (name, symbol) in Math)
            if (symbol.Kind == AtomKind.Function && !latex.Contains(name)) names[name] = $"\\operatorname{{{name}}}";
        return names.ToFrozenDictionary();
    }

    private static FrozenSet<string> Set(string names) => Split(names).ToFrozenSet();

    private static FrozenDictionary<string, string> Words(string turns)
    {
        var words = Split(turns);
        return Enumerable.Range(0, words.Length / 2).ToFrozenDictionary(i => words[2 * i], i => WithSpaces(words[2 * i + 1]));
    }

    private static FrozenDictionary<string, (string, AtomKind)> Classes(params (AtomKind Kind, string Turns)[] classes)
    {
        var all = new Dictionary<string, (string, AtomKind)>();
        foreach (var (kind, turns) in classes)
        {
            var words = Split(turns);
            for (var i = 0; i < words.Length; i += 2) all.Add(words[i], (WithSpaces(words[i + 1]), kind));
        }
        return all.ToFrozenDictionary();
    }

    /// <summary>In the tables an underscore stands for a space.</summary>
    private static string WithSpaces(string word) => word.Length > 1 ? word.Replace('_', ' ') : word;

    private static string[] Split(string text) => text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
}
