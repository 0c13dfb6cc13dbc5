namespace LocalDigest.Text;

/// <content>Chemical formulas (mhchem) and units (siunitx).</content>
internal sealed partial class LatexReader
{
    /// <summary>Writes the argument of <c>\ce</c>: numbers behind atoms as subscripts, charges as superscripts.</summary>
    private void ChemicalFormula(int from, int to)
    {
        for (var i = from; i < to; i++)
        {
            var c = Source[i];
            var before = i > from ? Source[i - 1] : ' ';
            var isBehindAtom = char.IsAsciiLetter(before) || before is ')' or ']';
            if (char.IsAsciiDigit(c) && (isBehindAtom || (i > from && UnicodeText.IsLowered(Last))))
            {
                result.Append(UnicodeText.Subscript(c.ToString()));
            }
            else if (c is '^' or '_' && i + 1 < to)
            {
                var close = Source[i + 1] == '{' ? Close(i + 1, to) : i + 2;
                if (close < 0) continue;
                var first = Source[i + 1] == '{' ? i + 2 : i + 1;
                Scripted(c, Source[first..Math.Min(close, to)]);
                i = Source[i + 1] == '{' ? close : i + 1;
            }
            else if (c is '+' or '-' && (isBehindAtom || char.IsAsciiDigit(before)) && (i + 1 == to || Source[i + 1] is ' ' or ')'))
            {
                result.Append(c == '+' ? '⁺' : '⁻');
            }
            else if (c == '-' && i + 1 < to && Source[i + 1] == '>')
            {
                result.Append('→');
                i++;
            }
            else if (c is not ('{' or '}' or '$' or '\\'))
            {
                result.Append(c);
            }
        }
    }

    /// <summary>Writes a unit of siunitx in words: <c>\kilo\meter\per\second</c> is kilometer/second.</summary>
    private void Unit(int from, int to)
    {
        for (var i = from; i < to;)
        {
            if (Source[i] != '\\')
            {
                if (Source[i] is not ('{' or '}' or '$')) result.Append(Source[i]);
                i++;
                continue;
            }
            var end = NameEnd(Source, i, to);
            result.Append(Source[(i + 1)..end] switch
            {
                "per" => "/",
                "squared" => "²",
                "cubed" => "³",
                "percent" or "%" => "%",
                "degree" => "°",
                "micro" or "mu" => "µ",
                "celsius" or "degreeCelsius" => "°C",
                var name => name.Length > 0 && char.IsAsciiLetter(name[0]) ? name : " ",
            });
            i = end;
        }
    }
}
