using System.Runtime.InteropServices;

namespace Aops.Contracts;

/// <summary>What every program answers to <c>--version</c>: the stamp that the build has left in it.</summary>
public static class Product
{
    /// <summary>What a program claims to be that build.sh did not link: a unit test, a developer's build.</summary>
    public const string DevelopmentVersion = "0.1.0";

    private static readonly ProgramStamp Stamp = Read();

    /// <summary>Version of the suite, for instance <c>1.4.2</c>.</summary>
    public static string Version => Stamp.Version;

    /// <summary>Commit that the binary was built from, or <c>unknown</c>.</summary>
    public static string Commit => Stamp.Commit;

    /// <summary>Whether this is a Native AOT binary, and not one that a JIT runs (as unit tests do).</summary>
    public static bool IsNativeAot =>
        !System.Runtime.CompilerServices.RuntimeFeature.IsDynamicCodeSupported;

    /// <summary>The line that <c>--version</c> prints: program, version, commit, framework and how it was compiled.</summary>
    /// <param name="program">Name of the program, for instance <c>aops-spm</c>.</param>
    public static string Describe(string program) =>
        $"{program} {Version} (commit {Commit}, {RuntimeInformation.FrameworkDescription}, " +
        $"{(IsNativeAot ? "native AOT" : "JIT")}, {RuntimeInformation.RuntimeIdentifier})";

    private static ProgramStamp Read()
    {
        var unknown = new ProgramStamp("", "unknown", DevelopmentVersion);
        try
        {
            // The program that runs, also where its file was replaced or deleted since.
            return ProgramStamp.TryRead("/proc/self/exe") ?? unknown;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return unknown;
        }
    }
}
