using System.Diagnostics;
using System.Text.Json;
using LocalDigest.Text;

namespace LocalDigest.Tests.Text;

public sealed class LatexTextTests
{
    [Theory]
    [InlineData("the Schr{\\\" o}dinger equation, Poincar\\' e spaces, Monge-Amp\\` ere",
        "the Schrödinger equation, Poincaré spaces, Monge-Ampère")]
    [InlineData("Erd{\\\" o}s and the dogs\\' ears", "Erdös and the dogs' ears")]
    [InlineData("We propose {ChartIR}, a {finite-memory} method on {0, 1} and {a, b}.",
        "We propose ChartIR, a finite-memory method on {0, 1} and {a, b}.")]
    [InlineData("It is a $\\textit{mapping from $f$ to $g$}$ if it is continuous.", "It is a mapping from f to g if it is continuous.")]
    [InlineData("FRB~20250231C and GRB~221009A at SNR~10", "FRB 20250231C and GRB 221009A at SNR~10")]
    public void What_authors_leave_half_done_is_read(string latex, string text) => Assert.Equal(text, LatexText.Clean(latex).Text);

    [Theory]
    [InlineData("an e^+e^- collider on T^n_x, c^p_e, RS^2_3(3), ^3He^+", "an e⁺e⁻ collider on Tⁿₓ, cᵖₑ, RS²₃(3), ³He⁺")]
    [InlineData("H_2O_2, K_3NbO_8, CO_3, Zr_2Y_2O_7, Al^3+, N_2^+ and _2F_1", "H₂O₂, K₃NbO₈, CO₃, Zr₂Y₂O₇, Al³⁺, N₂⁺ and ₂F₁")]
    [InlineData("x_1x_2, xb_1x^-1, a_0+a_1t, X_1^n + X_n^n, ||x||_p^p, GL_n(R)", "x₁x₂, xb_1x^-1, a₀+a₁t, X₁ⁿ + Xₙⁿ, ||x||ₚᵖ, GLₙ(R)")]
    [InlineData("10^(-3), n^(k+1), B_3^(0), f^(n)(x), 2^kI_0", "10⁻³, nᵏ⁺¹, B₃⁽⁰⁾, f⁽ⁿ⁾(x), 2ᵏI₀")]
    public void A_base_has_all_of_its_scripts_raised_or_lowered(string typed, string text) => Assert.Equal(text,
        LatexText.Clean(typed).Text);

    [Theory]
    [InlineData("Sigma_2^p, P^NP, 2^poly(n), n^2.5, t^(-3/2), alpha^(2^n), k_B^2, c^*_r, H^*(M), R^E_+")]
    [InlineData("file_name_2, file_2.txt, max_depth^2, VGG_16, x_y_z, GPT_4, O(a*b) and x^f(k)")]
    public void Or_none_of_them(string typed) => Assert.Equal(typed, LatexText.Clean(typed).Text);

    [Theory]
    [InlineData("of U(C)$ to U(A), an order$-preserving map, 10%$ of it, x₁$ too",
        "of U(C) to U(A), an order-preserving map, 10% of it, x₁ too")]
    [InlineData("hash functions $f(x), the ring", "hash functions f(x), the ring")]
    [InlineData("the ring $abc - acb", "the ring abc - acb")]
    [InlineData("worth US$ in bulk", "worth US$ in bulk")]
    [InlineData("worth $m in bulk", "worth $m in bulk")]
    [InlineData("the variable $HOME is set", "the variable $HOME is set")]
    [InlineData("the equation $f(rx + sy) = rf(x) + sf(y)$ on lines $HA, HB, HC$ of $abc - acb + bca - bac$",
        "the equation f(rx + sy) = rf(x) + sf(y) on lines HA, HB, HC of abc - acb + bca - bac")]
    [InlineData(@"$x \text{ if $a<b$ or } y$ and \text{the $n$th}", "x if a<b or y and the nth")]
    public void Dollars_without_a_partner_go_where_they_are_no_money(string raw, string text) => Assert.Equal(text,
        LatexText.Clean(raw).Text);

    [Theory]
    [InlineData("so-called {tripartition metric for phylogenetic} nets, and} irrotational [GR}] re{scalings",
        "so-called tripartition metric for phylogenetic nets, and irrotational [GR}] rescalings")]
    [InlineData("the {metric for networks of all kinds and sizes", "the metric for networks of all kinds and sizes")]
    [InlineData("in {ICC} groups [{Brassica juncea} L.], {{Borda manipulation}} and {non-}linear",
        "in ICC groups [Brassica juncea L.], Borda manipulation and non-linear")]
    [InlineData("the set {{1, 2}}, {x : x > 0, sigma(Q) = {0) and {a_n}", "the set {{1, 2}}, {x : x > 0, sigma(Q) = {0) and {aₙ}")]
    [InlineData("O(sqrt{n}), (1+sqrt{-3})/2 and mathbb{R}", "O(√n), (1+√(-3))/2 and ℝ")]
    public void Braces_that_a_macro_left_go_and_those_of_sets_stay(string raw, string text) => Assert.Equal(text,
        LatexText.Clean(raw).Text);

    [Theory]
    [InlineData(@"Ren\' e, Fran\c{ c}ois, Ku\v{ c}era, na\""{\i}ve, G\"" odel", "René, François, Kučera, naïve, Gödel")]
    [InlineData(@"\ours{} beats \method{}\xspace, \eg Doe~et~al., by 5\,\% \textit{i.e.\ }more",
        "ours beats method, e.g. Doe et al., by 5 % i.e. more")]
    public void What_macros_and_blanks_did_is_undone(string raw, string text) => Assert.Equal(text, LatexText.Clean(raw).Text);

    [Fact]
    public void Found_texts_are_read_as_their_authors_meant_them()
    {
        var papers = File.ReadLines(SharedData.Path("found/bibliography/latex-text.jsonl")).Select(line =>
            JsonDocument.Parse(line).RootElement).ToList();
        var texts = papers.Select(paper => (Title: LatexText.Clean(paper.GetProperty("title").GetString()!).Text,
            Abstract: LatexText.Clean(paper.GetProperty("abstract").GetString()!).Text)).ToList();
        Assert.Equal(3, texts.Count);
        Assert.Equal("We solve the Schrödinger equation, Poincaré spaces, Monge-Ampère", texts[0].Abstract);
        Assert.Equal("Pair production at an e⁺e⁻ collider", texts[1].Title);
        Assert.Equal("on Tⁿₓ, cᵖₑ, RS²₃(3), ³He⁺", texts[1].Abstract);
        Assert.Equal("It is a mapping from f to g if it is continuous. We propose ChartIR, a finite-memory method.", texts[2].Abstract);
    }

    [Theory]
    [InlineData(@"runs 9$\times$ faster on 64$\times$64 tiles", "runs 9× faster on 64×64 tiles")]
    [InlineData(@"\textbf{bold}, \emph{stressed}, {\it old style}, \textsc{Caps}, {\bf b}{\em e}", "bold, stressed, old style, Caps, be")]
    [InlineData(@"\textbf{D}eep \textbf{\textit{C}}lean", "Deep Clean")]
    [InlineData(@"$\mathbf{w}$, $\mathrm{Tr}\rho$ and $x \text{ if } y$", "w, Tr ρ and x if y")]
    [InlineData(@"\textcolor{red}{warm} \footnotesize tiny \color{blue}words", "warm tiny words")]
    [InlineData("line one\n  line two\t\tline three", "line one line two line three")]
    [InlineData(@"first\\second\newline third \par fourth", "first second third fourth")]
    [InlineData(@"\MakeUppercase{shout} \uline{under}", "SHOUT under")]
    public void How_it_looks_goes_and_what_it_says_stays(string raw, string clean) => Assert.Equal(clean, LatexText.Clean(raw).Text);

    [Theory]
    [InlineData(@"G\""{o}del, Schr\""odinger, Erd\H{o}s, Erd\H os", "Gödel, Schrödinger, Erdős, Erdős")]
    [InlineData(@"Ku\v{c}era, \v Capek, Fran\c cois, Ko{\l}odziej, {\L}", "Kučera, Čapek, François, Kołodziej, Ł")]
    [InlineData(@"Jos\'e, Garc{\'\i}a, na\""{\i}ve, \`a la, p\^ate, Ni\~no, \=a, \.z, \r{u}, \u{g}, \k{a}, \d{h}, \b{k}", "José, García, naïve, à la, pâte, Niño, ā, ż, ů, ğ, ą, ḥ, ḵ")]
    [InlineData(@"Stra\ss e, \aa ngstr\""om, {\O}re, \ae on, \oe uvre, \dh, \th", "Straße, ångström, Øre, æon, œuvre, ð, þ")]
    [InlineData(@"Nguy\~{\^e}n and \'{\^e}", "Nguyễn and ế")]
    [InlineData(@"Nystr{ö}m", "Nyström")]
    public void Accents_and_letters_become_themselves(string raw, string clean) => Assert.Equal(clean, LatexText.Clean(raw).Text);

    [Theory]
    [InlineData("the model\\'s output don\\'t", "the model's output don't")]
    [InlineData("the \\\"best\\\" model", "the \"best\" model")]
    [InlineData("Gda\\'nsk", "Gdańsk")]
    public void An_escaped_sign_of_English_is_no_accent(string raw, string clean) => Assert.Equal(clean, LatexText.Clean(raw).Text);

    [Theory]
    [InlineData("pages 3--7 --- an aside---end, e-mail", "pages 3–7 — an aside—end, e-mail")]
    [InlineData("``quoted'' and `so called' but don't and 5' 3''", "“quoted” and ‘so called’ but don't and 5' 3''")]
    [InlineData("``half TeX\" and ''two primes''", "“half TeX” and “two primes”")]
    [InlineData("run `pip install` first", "run `pip install` first")]
    [InlineData("a --> b <-- c <!-- d -->", "a --> b <-- c <!-- d -->")]
    public void Dashes_and_quotation_marks(string raw, string clean) => Assert.Equal(clean, LatexText.Clean(raw).Text);

    [Theory]
    [InlineData(@"50% of them, 12\%, R\&D, a\_b, \#1, 5\$", "50% of them, 12%, R&D, a_b, #1, 5$")]
    [InlineData("almost 50% of\nall % of which", "almost 50% of all % of which")]
    public void Escaped_signs_lose_the_backslash_and_a_percent_sign_hides_nothing(string raw, string clean) => Assert.Equal(clean, LatexText.Clean(raw).Text);

    [Theory]
    [InlineData("Fig.~3 of~the paper, by J.~Doe", "Fig. 3 of the paper, by J. Doe")]
    [InlineData("about ~100 samples, (~5%), at z~2, 10~50 and 3~ms", "about ~100 samples, (~5%), at z~2, 10~50 and 3 ms")]
    [InlineData("see Table~2", "see Table 2")]
    [InlineData("an IoU~0.28", "an IoU~0.28")]
    public void A_tie_is_a_space_and_a_tilde_before_a_number_is_not_a_tie(string raw, string clean) => Assert.Equal(clean, LatexText.Clean(raw).Text);

    [Theory]
    [InlineData(@"$\alpha$-helix, $\Lambda$CDM, 5 $\mu$m, $\alpha \beta$", "α-helix, ΛCDM, 5 μm, αβ")]
    [InlineData(@"$x \in X$, $x\in X$, $10 \times 10$, $10\times 10$, $p < 0.05$, $a\le b$, $\pm 3$, $\sim$5", "x ∈ X, x∈X, 10 × 10, 10×10, p < 0.05, a≤b, ±3, ∼5")]
    [InlineData(@"$f\colon X\to Y$, $A \subseteq B$, $\forall\epsilon$, $n\to\infty$, $a\neq b$, $\not\in$, $\|x\|$", "f: X→Y, A ⊆ B, ∀ϵ, n→∞, a≠b, ∉, ‖x‖")]
    [InlineData(@"$10^{-5}$, 10$^{12}$, $H_2$O, CO$_2$, $x_i$, $x_i^2$, $x^{n+1}$, $\sum_{i=1}^n x_i$", "10⁻⁵, 10¹², H₂O, CO₂, xᵢ, xᵢ², xⁿ⁺¹, ∑ᵢ₌₁ⁿ xᵢ")]
    [InlineData(@"10$^6$ M$_\odot$, $10^{12}\,M_{\odot}$, 30$^\circ$C, $f'$, $f''$, $A^\top$", "10⁶ M⊙, 10¹² M⊙, 30°C, f′, f″, Aᵀ")]
    [InlineData(@"$\mathbb{R}^n$, $\mathcal{L}$, $\mathscr F$, $\mathfrak{g}$, ${\cal H}$, $\Bbb Z_2$", "ℝⁿ, ℒ, ℱ, 𝔤, ℋ, ℤ₂")]
    [InlineData(@"$\hat{x}$, $\bar\nu$, $\tilde{A}$, $\vec v$, $\dot{x}$", "x̂, ν̄, Ã, v⃗, ẋ")]
    [InlineData(@"$\frac{1}{2}$, $\frac{a+b}{c}$, $\frac{1}{\sqrt{n}}$, $\frac{1}{n}\log n$, $\sqrt{n\log n}$, $\sqrt2 x$", "½, (a+b)/c, 1/√n, (1/n) log n, √(n log n), √(2)x")]
    [InlineData(@"$\{0,1\}^n$, $13{,}000$, $\left( a, b \right]$, $\langle x, y \rangle$, $\lceil k\rceil$", "{0,1}ⁿ, 13,000, (a, b], ⟨x, y⟩, ⌈k⌉")]
    [InlineData(@"$\ket{\psi}$, $\mathrm{km\,s^{-1}}$, $5\,$kpc, $10~\mathrm{GeV}$", "|ψ⟩, km s⁻¹, 5 kpc, 10 GeV")]
    [InlineData(@"spin-${1\over 2}$, ${a+b \over c}d$, $n \equiv 3 \pmod{4}$", "spin-½, ((a+b)/c)d, n ≡ 3 (mod 4)")]
    [InlineData(@"$\left<x, y\right>$, $\left| x \right|$, $P(x \middle| y)$, $\mathbb{Z^2}$", "⟨x, y⟩, |x|, P(x | y), ℤ²")]
    [InlineData(@"$\frac{(a+b)}{2}$, $\frac{1}{\sqrt{ab}}.$", "(a+b)/2, 1/√(ab).")]
    public void Mathematics_of_one_line_becomes_plain_text(string raw, string clean) => Assert.Equal(clean, LatexText.Clean(raw).Text);

    [Theory]
    [InlineData(@"$\mathcal{O}(n\log n)$", "O(n log n)")]
    [InlineData(@"$\tilde{\mathcal O}(\sqrt{T})$", "Õ(√T)")]
    [InlineData(@"$\mathcal{O}$ is a sheaf", "𝒪 is a sheaf")]
    [InlineData(@"$\mathbf{O}(3)$", "O(3)")]
    [InlineData(@"$\mathcal{SO}(3)$", "𝒮𝒪(3)")]
    public void The_O_of_a_bound_is_a_plain_letter_and_other_script_letters_are_not(string raw, string clean) => Assert.Equal(clean, LatexText.Clean(raw).Text);

    [Theory]
    [InlineData(@"of $L^\infty$ norm")]
    [InlineData(@"in $n^{3/2}$ steps")]
    [InlineData(@"$T_{\rm eff}$ and $x_{i,j}$")]
    [InlineData(@"$\frac{\partial^2 u}{\partial x^{1/2}}$")]
    [InlineData(@"$\begin{pmatrix} a & b \\ c & d \end{pmatrix}$")]
    [InlineData(@"$\binom{n}{k}$ and $\overline{AB}$ and $\underset{x}{\arg\max}$")]
    [InlineData(@"$5x\frac{a}{b}$, a mixed product")]
    [InlineData(@"$A^*B$ is not $A$ times $B$")]
    [InlineData(@"$f\{x\}$")]
    [InlineData(@"$\boldsymbol{\frac{a}{b}}^2$")]
    [InlineData(@"$a \over b \over c$")]
    public void Mathematics_that_plain_text_cannot_say_stays_LaTeX(string raw)
    {
        var clean = LatexText.Clean(raw).Text;
        Assert.Equal(raw.Replace("and $A$ times", "", StringComparison.Ordinal).Count(c => c == '\\'), clean.Count(c => c == '\\'));
        Assert.Contains(LatexText.Pieces(clean), piece => piece.IsMath);
    }

    [Fact]
    public void Kept_mathematics_is_the_source_in_commands_that_renderers_know()
    {
        Assert.Equal(@"$\mathcal{H}^\infty \subset \mathbb{R}_\varepsilon$", LatexText.Clean(@"$ \cH^\infty \subset \RR_\eps $").Text);
        Assert.Equal(@"$x^{ \text{if \(a<b\)}}$", LatexText.Clean(@"$$x^{ \mbox{if $a<b$}}$$").Text);
        Assert.Equal(@"$\begin{aligned} a &= b^{c/d} \end{aligned}$", LatexText.Clean(@"\begin{eqnarray*} a &= b^{c/d} \end{eqnarray*}").Text);
        Assert.Equal(@"at 95% and $95\%^\infty$", LatexText.Clean("at 95% and $95%^\\infty$").Text);
    }

    [Fact]
    public void LaTeX_without_dollars_is_read_as_well()
    {
        Assert.Equal("ℝⁿ, α-stable, O(√n), C*-algebra, E₆⁽¹⁾, 10⁻⁵ m, 5 cm⁻³", LatexText.Clean(@"\mathbb{R}^n, \alpha-stable, O(\sqrt{n}), C^*-algebra, E_6^{(1)}, 10^{-5} m, 5 cm^-3").Text);
        Assert.Equal(@"the norm $\frac{x^{a/b}}{y}$", LatexText.Clean(@"the norm \frac{x^{a/b}}{y}").Text);
        Assert.Equal("x = y² holds", LatexText.Clean(@"\[ x = y^2 \] holds").Text);
        Assert.Equal("x$_{i,j}^𝐚$ holds", LatexText.Clean("x_{i,j}^𝐚 holds").Text);
        Assert.Equal("file_name_2, max_depth, x₁, H₂O", LatexText.Clean("file_name_2, max_depth, x_1, H_2O").Text);
    }

    [Theory]
    [InlineData("costs $5 and $10 per run")]
    [InlineData("from $50,000 to $500")]
    [InlineData("between US$28 and US$40")]
    [InlineData("a $1.2 billion market")]
    [InlineData("$5-$10 a day")]
    public void Amounts_of_money_are_no_mathematics(string raw) => Assert.Equal(raw, LatexText.Clean(raw).Text);

    [Theory]
    [InlineData(@"pay \$5--\$10 for $n$ runs", "pay $5–$10 for n runs")]
    [InlineData("with $n$ nodes and $5 each", "with n nodes and $5 each")]
    [InlineData("$5$ runs of $3$ kinds", "5 runs of 3 kinds")]
    [InlineData("the $1-$form", "the 1-form")]
    [InlineData(@"$\$$200", "$200")]
    public void Money_and_mathematics_stand_side_by_side(string raw, string clean) => Assert.Equal(clean, LatexText.Clean(raw).Text);

    [Theory]
    [InlineData(@"a stray $ in a sentence of words, then $\alpha$ and $x_i$", "a stray $ in a sentence of words, then α and xᵢ")]
    [InlineData("in US$, the currency of many, for $n$ users", "in US$, the currency of many, for n users")]
    public void A_dollar_too_many_spoils_only_itself(string raw, string clean) => Assert.Equal(clean, LatexText.Clean(raw).Text);

    [Theory]
    [InlineData(@"We present \OURS, better than \ours\ and \method{}.", "We present OURS, better than ours and method.", "OURS,ours,method")]
    [InlineData(@"by \gls{LLM} agents", "by LLM agents", "gls")]
    [InlineData(@"$\Foo(x)$ and $\opt{x}{y}$", "Foo(x) and opt(x, y)", "Foo,opt")]
    [InlineData(@"$\Foo^{a/b}$", @"${\mathrm{Foo}}^{a/b}$", "Foo")]
    public void A_macro_that_is_not_known_gives_its_name_and_is_reported(string raw, string clean, string unknown)
    {
        var result = LatexText.Clean(raw);
        Assert.Equal(clean, result.Text);
        Assert.Equal(unknown.Split(','), result.UnknownMacros);
    }

    [Theory]
    [InlineData(@"as in \cite{doe2020, roe2021} and \ref{fig:a}", "as in [doe2020, roe2021] and [fig:a]")]
    [InlineData(@"by Doe~\citep[p.~3]{doe}", "by Doe [doe, p. 3]")]
    [InlineData(@"by \cite[Theorem 1.2]{roe} and \citep[see][Ch.~2]{a,b}", "by [roe, Theorem 1.2] and [see a, b, Ch. 2]")]
    [InlineData(@"code at \url{https://example.org/~a_b--c}", "code at https://example.org/~a_b--c")]
    [InlineData(@"see https://example.org/x_1/~a--b, then x--y", "see https://example.org/x_1/~a--b, then x–y")]
    [InlineData(@"see https://example.org/a\_b\%20c", "see https://example.org/a_b%20c")]
    [InlineData(@"\href{https://example.org/a}{our page}", "our page (https://example.org/a)")]
    [InlineData(@"\href{https://example.org/a}{https://example.org/a}", "https://example.org/a")]
    [InlineData(@"a claim\footnote{Code is at \url{https://example.org}.} stands", "a claim (Code is at https://example.org.) stands")]
    [InlineData(@"(\eg, this; \ie this)", "(e.g., this; i.e. this)")]
    [InlineData(@"\begin{itemize}\item one \item two\end{itemize}", "• one • two")]
    [InlineData(@"\newcommand{\foo}[1]{bar #1} We show it", "We show it")]
    [InlineData(@"1$^{st}$ and 2\textsuperscript{nd}, 0.5{\deg}", "1ˢᵗ and 2ⁿᵈ, 0.5°")]
    [InlineData(@"\ce{CO2}, \ce{Fe^{3+}}, \SI{5}{\kilo\meter\per\second}", "CO₂, Fe³⁺, 5 kilometer/second")]
    public void Nothing_that_a_command_carries_is_lost(string raw, string clean) => Assert.Equal(clean, LatexText.Clean(raw).Text);

    [Theory]
    [InlineData("R&amp;D, &lt;5 &#8211; 6, Caf&eacute;, &amp;amp;", "R&D, <5 – 6, Café, &")]
    [InlineData("H<sub>2</sub>O in <i>E. coli</i><br/>and <jats:italic>in vivo</jats:italic>", "H₂O in E. coli and in vivo")]
    [InlineData("T<sub>eff</sub>", @"T$_{\text{eff}}$")]
    [InlineData("a<b and c>d, <x|y>, <think> tokens, L(<a,b>)", "a<b and c>d, <x|y>, <think> tokens, L(<a,b>)")]
    [InlineData("<p>One.</p><p>Two.</p>", "One. Two.")]
    public void HTML_that_feeds_leave_is_resolved(string raw, string clean) => Assert.Equal(clean, LatexText.Clean(raw).Text);

    [Theory]
    [InlineData("in\u200bvisible \u202ereversed\u202c \U000E0041\U000E0042tag so\u00adft \ufeffmark", "invisible reversed tag soft mark")]
    [InlineData("bell\u0007 null\0 del\u007f", "bell null del")]
    [InlineData("e\u0301 a\u0302\u0323 \u1e25 \uac00", "é ậ ḥ 가")]
    [InlineData("ef\ufb01cient o\ufb00er", "efficient offer")]
    [InlineData("don\u00e2\u0080\u0099t and \u00e2\u20ac\u0153so\u00e2\u20ac\u009d", "don’t and “so”")]
    [InlineData("\u0093quoted\u0094 \u0096 dash", "“quoted” – dash")]
    [InlineData("می\u200cخواهم and 👩\u200d💻", "می\u200cخواهم and 👩\u200d💻")]
    public void What_no_reader_sees_is_removed_and_what_was_misread_is_mended(string raw, string clean) => Assert.Equal(clean, LatexText.Clean(raw).Text);

    [Fact]
    public void Half_a_character_becomes_the_mark_for_one_that_is_lost() =>
        Assert.Equal("lone \ufffd surrogate \ufffd", LatexText.Clean("lone \ud83d surrogate \udc00").Text);

    [Theory]
    [InlineData("an open { brace and a } closed one", "an open { brace and a } closed one")]
    [InlineData("the set {1, 2, 3} and {a_n}", "the set {1, 2, 3} and {aₙ}")]
    [InlineData(@"a {\em stressed word", "a stressed word")]
    [InlineData("$x^{2$ is open", "$x^{2$ is open")]
    [InlineData(@"ends with \", @"ends with \")]
    [InlineData("$$", "$$")]
    [InlineData("", "")]
    [InlineData(" \n ", "")]
    public void What_does_not_close_eats_nothing(string raw, string clean) => Assert.Equal(clean, LatexText.Clean(raw).Text);

    [Theory]
    [InlineData(@"{The} {E}rd{\H o}s-{S}zekeres {DBIS/DBLP} {{Proof}}", "The Erdős-Szekeres DBIS/DBLP Proof")]
    [InlineData(@"the set \{0, 1\}", "the set {0, 1}")]
    [InlineData(@"a {$\alpha$}-{H}elix", "a α-Helix")]
    public void In_a_BibTeX_value_braces_group(string raw, string clean) => Assert.Equal(clean, LatexText.CleanBraced(raw).Text);

    [Theory]
    [InlineData(@"Jos\'e~Garc{\'\i}a$^{1,2}$", "José García")]
    [InlineData(@"Jane Doe\thanks{Supported by X.}", "Jane Doe")]
    [InlineData(@"{\L}ukasz Kaiser*", "Łukasz Kaiser")]
    [InlineData("D\\textquotesingle Aspremont, O'Neil", "D'Aspremont, O'Neil")]
    [InlineData("{{The Example Collaboration}}", "The Example Collaboration")]
    [InlineData("王 小明", "王 小明")]
    [InlineData("†", "†")]
    public void Names_lose_their_footnote_marks(string raw, string clean) => Assert.Equal(clean, LatexText.CleanName(raw));

    [Theory]
    [InlineData(@"https://example.org/a\_b\%20{c}$\sim$d", "https://example.org/a_b%20c~d")]
    [InlineData(@"10.1000/(SICI)1--2\_3", "10.1000/(SICI)1--2_3")]
    [InlineData("10.1000/16$<$1661::X$>$3", "10.1000/16<1661::X>3")]
    [InlineData(@"C:\papers\new.pdf", @"C:\papers\new.pdf")]
    public void Addresses_are_unescaped_and_not_cleaned(string raw, string plain) => Assert.Equal(plain, LatexText.Unescape(raw));

    [Fact]
    public void Pieces_tell_mathematics_from_words_and_money()
    {
        var clean = LatexText.Clean(@"For \$5 get $L^\infty$ or $T_c$.").Text;
        Assert.Equal([("For $5 get ", false), (@"L^\infty", true), (" or ", false), ("T_c", true), (".", false)], LatexText.Pieces(clean));
        Assert.Empty(LatexText.Pieces(""));
        Assert.Equal([("costs $5 and $10", false)], LatexText.Pieces("costs $5 and $10"));
    }

    [Fact]
    public void No_input_throws_and_clean_text_stays_as_it_is()
    {
        string[] parts =
        [
            "\\", "{", "}", "$", "$$", "^", "_", "~", "-", "`", "'", "\"", "a", "X", "9", " ", "\\'", "\\frac", "\\textbf{", "\\text{", "\\sqrt", "\\hat", "\\begin{equation}", "\\end{equation}",
            "\\[", "\\]", "<i>", "</i>", "<sub>", "</sub>", "&amp;", "&lt;", "\\cite{", "\\OURS", "\\over ", "\\$", "\\{", "\u0301", "\u200b", "\ud83d", "\\mathcal", "\\left", "(", "[", "]", "\\verb", "|",
            "https://a.b/", "\\item", "\\newcommand", "\\c ", "\\ensuremath{", "\\href{", "\\url{", "\\not", "\\ce{", "\\SI{", "%", "#", " and ", "\\textasciitilde{}", "\\footnote{", "\\bf ",
        ];
        var random = new Random(20260117);
        for (var round = 0; round < 20_000; round++)
        {
            var raw = string.Concat(Enumerable.Range(0, random.Next(1, 30)).Select(_ => parts[random.Next(parts.Length)]));
            var clean = LatexText.Clean(raw).Text;
            Assert.Equal(clean, LatexText.Clean(clean).Text);
            _ = LatexText.CleanBraced(raw);
            _ = LatexText.CleanName(raw);
            _ = LatexText.Unescape(raw);
            Assert.Equal(clean.Replace("$", "", StringComparison.Ordinal), string.Concat(LatexText.Pieces(clean).Select(piece => piece.Text)).Replace("$", "", StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData("{")]
    [InlineData("{\\em ")]
    [InlineData("\\hat")]
    [InlineData("$x^{")]
    [InlineData("\\ensuremath{\\text{")]
    [InlineData("\\begin{equation}")]
    [InlineData("\\textbf{\\footnote{")]
    [InlineData("a\u0301\u0302")]
    [InlineData("`a ")]
    [InlineData("$ a ")]
    [InlineData("<sub>")]
    public void Time_grows_with_the_length_of_the_text(string unit)
    {
        // A step for each pair of characters would take minutes; one for each takes a fraction of a second, on a busy machine as well.
        var text = string.Concat(Enumerable.Repeat(unit, 1_000_000 / unit.Length));
        var start = Stopwatch.GetTimestamp();
        _ = LatexText.Clean(text);
        Assert.InRange(Stopwatch.GetElapsedTime(start).TotalSeconds, 0, 20);
    }

    [Fact]
    public void Recorded_titles_and_abstracts_come_out_clean_and_stay_so()
    {
        var path = SharedData.Path("data/profiles/rl-agents/papers.jsonl.xz");
        using var xz = Process.Start(new ProcessStartInfo("xz", ["-dc", path]) { RedirectStandardOutput = true, UseShellExecute = false })!;
        var texts = 0;
        var raw = 0;
        while (xz.StandardOutput.ReadLine() is { } line)
        {
            using var paper = JsonDocument.Parse(line);
            foreach (var field in (string[])["title", "abstract"])
            {
                var text = paper.RootElement.GetProperty(field).GetString()!;
                var clean = LatexText.Clean(text).Text;
                Assert.Equal(clean, LatexText.Clean(clean).Text);
                texts++;
                if (LatexText.Pieces(clean).Any(piece => !piece.IsMath && HasCommand(piece.Text))) raw++;
            }
        }
        Assert.True(texts > 4_000, $"only {texts} texts were read");
        Assert.Equal(0, raw);

        static bool HasCommand(string text) => Enumerable.Range(0, Math.Max(0, text.Length - 1)).Any(i => text[i] == '\\' && char.IsAsciiLetter(text[i + 1]));
    }
}
