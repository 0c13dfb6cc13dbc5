using System.Collections.Frozen;

namespace LocalDigest.Sources;

/// <summary>Names of journals that bibliographies leave to a style: <c>journal = jacm</c>, <c>journal = {\apj}</c>.</summary>
internal static class JournalMacros
{
    /// <summary>The macros of BibTeX's own styles (plain.bst and its like, Oren Patashnik, 1988).</summary>
    public static FrozenDictionary<string, string> OfStyles { get; } = Read("""
        acmcs|ACM Computing Surveys
        acta|Acta Informatica
        cacm|Communications of the ACM
        ibmjrd|IBM Journal of Research and Development
        ibmsj|IBM Systems Journal
        ieeese|IEEE Transactions on Software Engineering
        ieeetc|IEEE Transactions on Computers
        ieeetcad|IEEE Transactions on Computer-Aided Design of Integrated Circuits
        ipl|Information Processing Letters
        jacm|Journal of the ACM
        jcss|Journal of Computer and System Sciences
        scp|Science of Computer Programming
        sicomp|SIAM Journal on Computing
        tocs|ACM Transactions on Computer Systems
        tods|ACM Transactions on Database Systems
        tog|ACM Transactions on Graphics
        toms|ACM Transactions on Mathematical Software
        toois|ACM Transactions on Office Information Systems
        toplas|ACM Transactions on Programming Languages and Systems
        tcs|Theoretical Computer Science
        """);

    /// <summary>The commands that the style files of the American Astronomical Society define, as the Astrophysics Data System exports them.</summary>
    public static FrozenDictionary<string, string> OfAstronomy { get; } = Read("""
        aj|Astronomical Journal
        actaa|Acta Astronomica
        araa|Annual Review of Astronomy and Astrophysics
        apj|Astrophysical Journal
        apjl|Astrophysical Journal Letters
        apjs|Astrophysical Journal Supplement Series
        ao|Applied Optics
        applopt|Applied Optics
        apss|Astrophysics and Space Science
        aap|Astronomy and Astrophysics
        aapr|Astronomy and Astrophysics Reviews
        aaps|Astronomy and Astrophysics Supplement Series
        azh|Astronomicheskii Zhurnal
        baas|Bulletin of the American Astronomical Society
        bac|Bulletin of the Astronomical Institutes of Czechoslovakia
        caa|Chinese Astronomy and Astrophysics
        cjaa|Chinese Journal of Astronomy and Astrophysics
        icarus|Icarus
        jcap|Journal of Cosmology and Astroparticle Physics
        jrasc|Journal of the Royal Astronomical Society of Canada
        memras|Memoirs of the Royal Astronomical Society
        mnras|Monthly Notices of the Royal Astronomical Society
        na|New Astronomy
        nar|New Astronomy Reviews
        pra|Physical Review A
        prb|Physical Review B
        prc|Physical Review C
        prd|Physical Review D
        pre|Physical Review E
        prl|Physical Review Letters
        pasa|Publications of the Astronomical Society of Australia
        pasp|Publications of the Astronomical Society of the Pacific
        pasj|Publications of the Astronomical Society of Japan
        psj|Planetary Science Journal
        rmxaa|Revista Mexicana de Astronomia y Astrofisica
        qjras|Quarterly Journal of the Royal Astronomical Society
        skytel|Sky and Telescope
        solphys|Solar Physics
        sovast|Soviet Astronomy
        ssr|Space Science Reviews
        zap|Zeitschrift für Astrophysik
        nat|Nature
        iaucirc|IAU Circulars
        aplett|Astrophysics Letters
        apspr|Astrophysics Space Physics Research
        bain|Bulletin of the Astronomical Institutes of the Netherlands
        fcp|Fundamentals of Cosmic Physics
        gca|Geochimica et Cosmochimica Acta
        grl|Geophysical Research Letters
        jcp|Journal of Chemical Physics
        jgr|Journal of Geophysical Research
        jqsrt|Journal of Quantitative Spectroscopy and Radiative Transfer
        memsai|Memorie della Società Astronomica Italiana
        nphysa|Nuclear Physics A
        physrep|Physics Reports
        physscr|Physica Scripta
        planss|Planetary and Space Science
        procspie|Proceedings of SPIE
        """);

    private static FrozenDictionary<string, string> Read(string table) =>
        table.Split('\n').Select(line => line.Trim().Split('|')).ToFrozenDictionary(pair => pair[0], pair => pair[1], StringComparer.OrdinalIgnoreCase);
}
