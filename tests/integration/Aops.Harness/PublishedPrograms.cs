namespace Aops.Harness;

/// <summary>The Native AOT programs that <c>./build.sh publish</c> made: a folder for each version.</summary>
public sealed class PublishedPrograms
{
    /// <summary>The version that is installed first; its folder holds every program.</summary>
    public const string First = "1.0.0";

    /// <summary>The version that is upgraded to; its folder holds what an agent package holds.</summary>
    public const string Second = "2.0.0";

    /// <summary>The processor of the machine that builds and tests.</summary>
    public const string Native = "x64";

    /// <summary>Programs of an agent package, in its <c>bin</c> folder.</summary>
    public static IReadOnlyList<string> AgentPrograms { get; } =
        ["aops-spm", "aops-spa", "aops-launch", "aops-agent-service"];

    private readonly string _folder;

    private PublishedPrograms(string folder) => _folder = folder;

    /// <summary>Finds them by the variables that <c>build.sh</c> sets.</summary>
    /// <exception cref="InvalidOperationException">They are not there.</exception>
    public static PublishedPrograms Find() =>
        TryFind("AOPS_PUBLISH")
            ?? throw new InvalidOperationException("AOPS_PUBLISH is not set: start this through ./build.sh");

    /// <summary>Finds the programs of an earlier commit, by the variable that <c>./build.sh compat</c> sets.</summary>
    /// <returns>Null where it is not set.</returns>
    /// <exception cref="InvalidOperationException">They are not there.</exception>
    public static PublishedPrograms? TryFindBefore() => TryFind("AOPS_PUBLISH_BEFORE");

    /// <summary>Whether they can be found.</summary>
    public static bool AreThere =>
        Environment.GetEnvironmentVariable("AOPS_PUBLISH") is { Length: > 0 } folder && Directory.Exists(folder)
            && new PublishedPrograms(folder).Has("aops-server", First);

    private static PublishedPrograms? TryFind(string variable)
    {
        if (Environment.GetEnvironmentVariable(variable) is not { Length: > 0 } folder) return null;
        return Directory.Exists(folder)
            ? new PublishedPrograms(folder)
            : throw new InvalidOperationException($"{folder} ({variable}) is not there: start this through ./build.sh");
    }

    /// <summary>Those of a processor, as <c>./build.sh publish --arch</c> made them.</summary>
    /// <param name="architecture"><c>x64</c> or <c>arm64</c>.</param>
    public PublishedPrograms For(string architecture) =>
        architecture == Native ? this : new PublishedPrograms($"{_folder.TrimEnd('/')}-{architecture}");

    /// <summary>The tree of the sources, for files that are not compiled.</summary>
    public static string Tree { get; } = Environment.GetEnvironmentVariable("AOPS_TREE") ?? "";

    /// <summary>Whether a program was published.</summary>
    /// <param name="name">For instance <c>aops-server</c>.</param>
    public bool Has(string name, string version) => File.Exists(Path.Combine(_folder, version, name));

    /// <summary>Path of a program.</summary>
    /// <param name="name">For instance <c>aops-server</c>.</param>
    public string Program(string name, string version = First)
    {
        var path = Path.Combine(_folder, version, name);
        return File.Exists(path) ? path : throw new FileNotFoundException($"{path} was not published", path);
    }

    /// <summary>Native libraries that lie beside the programs.</summary>
    /// <param name="version">Version of the programs.</param>
    public IEnumerable<string> Libraries(string version) =>
        Directory.EnumerateFiles(Path.Combine(_folder, version), "*.so");

    /// <summary>Every program and library of a version, except a test's broken program.</summary>
    public IReadOnlyList<string> Everything(string version) =>
        [.. Directory.EnumerateFiles(Path.Combine(_folder, version))
            .Where(file => !Path.GetFileName(file).StartsWith('.') && Path.GetFileName(file) != "broken-spm")];
}
