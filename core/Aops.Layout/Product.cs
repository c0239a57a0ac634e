using System.Runtime.InteropServices;
using Aops.Native.Files;

namespace Aops.Layout;

/// <summary>Version and commit of this program, from the stamp that the build has written into it.</summary>
public static class Product
{
    /// <summary>
    /// Version of a program that build.sh did not link, such as a unit test or a developer's build.
    /// </summary>
    public const string DevelopmentVersion = "0.1.0";

    private static readonly ProgramStamp Stamp = Read();

    /// <summary>Version of the suite, for instance <c>1.4.2</c>.</summary>
    public static string Version => Stamp.Version;

    /// <summary>Commit that the binary was built from, or <c>unknown</c>.</summary>
    public static string Commit => Stamp.Commit;

    /// <summary>Whether this is a Native AOT binary; false under a JIT, as in unit tests.</summary>
    public static bool IsNativeAot =>
        !System.Runtime.CompilerServices.RuntimeFeature.IsDynamicCodeSupported;

    /// <summary>
    /// The output of <c>--version</c>: program, version, commit, framework and kind of compilation.
    /// </summary>
    /// <param name="program">Name of the program, for instance <c>aops-spm</c>.</param>
    public static string Describe(string program) =>
        $"{program} {Version} (commit {Commit}, {RuntimeInformation.FrameworkDescription}, " +
        $"{(IsNativeAot ? "native AOT" : "JIT")}, {RuntimeInformation.RuntimeIdentifier})";

    private static ProgramStamp Read()
    {
        var unknown = new ProgramStamp("", "unknown", DevelopmentVersion);
        try
        {
            // /proc/self/exe is the running program, even if its file was replaced or deleted.
            return ProgramStamp.TryRead("/proc/self/exe") ?? unknown;
        }
        catch (Exception e) when (FileFaults.IsFileFault(e))
        {
            return unknown;
        }
    }
}
