using System.Collections.Frozen;

namespace LocalDigest.Reading;

/// <summary>A unit of measurement.</summary>
/// <param name="Dimension">What it measures; units of one dimension can be compared.</param>
/// <param name="Factor">How many of the dimension's own unit it is, above 0.</param>
internal readonly record struct Unit(string Dimension, double Factor);

/// <summary>The units behind numbers, in English and Chinese, so that 0.5 h is 30 minutes and no number of patients is found as one of
/// micrograms.</summary>
internal static class Units
{
    private const int LongestSymbol = 12;

    private static readonly FrozenDictionary<string, Unit> Known = Table(
        ("time", "ns 1e-9 μs 1e-6 µs 1e-6 microseconds 1e-6 ms 1e-3 milliseconds 1e-3 millisecond 1e-3 毫秒 1e-3 s 1 sec 1 secs 1 second 1 "
            + "seconds 1 秒 1 秒钟 1 " +
            "min 60 mins 60 minute 60 minutes 60 分钟 60 h 3600 hr 3600 hrs 3600 hour 3600 hours 3600 小时 3600 day 86400 days 86400 天 86400 日 "
                + "86400"),
        ("weeks", "week 7 weeks 7 周 7 星期 7"),
        ("months", "month 1 months 1 个月 1 year 12 years 12 yr 12 yrs 12 年 12"),
        ("data", "bytes 1 byte 1 字节 1 KB 1e3 kB 1e3 MB 1e6 megabyte 1e6 megabytes 1e6 GB 1e9 gigabyte 1e9 gigabytes 1e9 GiB 1e9 TB 1e12 "
            + "terabyte 1e12 terabytes 1e12 PB 1e15"),
        ("frequency", "Hz 1 kHz 1e3 MHz 1e6 GHz 1e9"),
        ("length", "nm 1e-9 μm 1e-6 µm 1e-6 mm 1e-3 cm 1e-2 m 1 km 1e3 米 1 厘米 1e-2 毫米 1e-3 千米 1e3 公里 1e3"),
        ("mass", "ng 1e-9 μg 1e-6 µg 1e-6 mg 1e-3 毫克 1e-3 g 1 克 1 kg 1e3 千克 1e3 公斤 1e3"),
        ("volume", "μL 1e-6 µL 1e-6 μl 1e-6 mL 1e-3 ml 1e-3 毫升 1e-3 L 1 升 1"),
        ("amount", "nM 1e-9 μM 1e-6 µM 1e-6 mM 1e-3 nmol 1e-9 μmol 1e-6 µmol 1e-6 mmol 1e-3 mol 1"),
        ("temperature", "°C 1 ˚C 1 ºC 1 ℃ 1 摄氏度 1"),
        ("energy", "meV 1e-3 eV 1 keV 1e3 MeV 1e6 GeV 1e9 TeV 1e12"),
        ("power", "mW 1e-3 W 1 kW 1e3 千瓦 1e3 MW 1e6"),
        ("voltage", "mV 1e-3 V 1 kV 1e3"),
        ("decibels", "dB 1"));

    /// <summary>The unit behind a number, with a blank, a hyphen or nothing between; null where none is known.</summary>
    /// <param name="text">The text.</param>
    /// <param name="end">Where the number ends.</param>
    public static Unit? Behind(string text, int end)
    {
        var at = end;
        while (at < text.Length && at - end < 2 && text[at] is ' ' or '-' or '‑' or '\u2009' or '\u00a0' or '\u202f' or '~' or '$') at++;
        if (at >= text.Length) return null;
        var to = at;
        if (text[at] is >= '\u4e00' and <= '\u9fff')
        {
            for (var length = Math.Min(3, text.Length - at); length > 0; length--)
            {
                if (Known.TryGetValue(text.Substring(at, length), out var named)) return named;
            }
            return null;
        }
        while (to < text.Length && to - at < LongestSymbol
            && (char.IsAsciiLetter(text[to]) || text[to] is '°' or '˚' or 'º' or 'μ' or 'µ' or '℃')) to++;
        // ms⁻¹ is no millisecond.
        var isInverse = to < text.Length && text[to] is '^' or '⁻' or '−' && text.AsSpan(to).IndexOfAny('-', '−', '⁻') is 0 or 1 or 2;
        return to > at && !isInverse && Known.TryGetValue(text[at..to], out var unit) ? unit : null;
    }

    /// <summary>Whether a word is the unit of the number before it: the GB of 33.5 GB.</summary>
    public static bool Is(string text, int start, string word)
    {
        if (!Known.ContainsKey(word)) return false;
        var at = start - 1;
        while (at >= 0 && text[at] is ' ' or '-' or '\u2009' or '\u00a0' or '\u202f') at--;
        return at >= 0 && char.IsAsciiDigit(text[at]);
    }

    private static FrozenDictionary<string, Unit> Table(params (string Dimension, string Units)[] rows)
    {
        var table = new Dictionary<string, Unit>(StringComparer.Ordinal);
        foreach (var (dimension, units) in rows)
        {
            var words = units.Split(' ');
            for (var i = 0; i < words.Length; i += 2) table[words[i]] =
                new Unit(dimension, double.Parse(words[i + 1], System.Globalization.CultureInfo.InvariantCulture));
        }
        return table.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
