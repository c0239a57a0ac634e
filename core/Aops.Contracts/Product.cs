using System.Reflection;
using System.Runtime.InteropServices;

namespace Aops.Contracts;

/// <summary>What every program answers to <c>--version</c>.</summary>
public static class Product
{
    private static readonly string Informational =
        typeof(Product).Assembly
            .GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0.0.0+";

    /// <summary>Version of the suite, for instance <c>1.4.2</c>.</summary>
    public static string Version => Informational.Split('+')[0];

    /// <summary>Commit that the binary was built from, or <c>unknown</c>.</summary>
    public static string Commit =>
        Informational.Split('+') is [_, { Length: > 0 } commit] ? commit : "unknown";

    /// <summary>Whether this is a Native AOT binary, and not one that a JIT runs (as unit tests do).</summary>
    public static bool IsNativeAot =>
        !System.Runtime.CompilerServices.RuntimeFeature.IsDynamicCodeSupported;

    /// <summary>The line that <c>--version</c> prints: program, version, commit, framework and how it was compiled.</summary>
    /// <param name="program">Name of the program, for instance <c>aops-spm</c>.</param>
    public static string Describe(string program) =>
        $"{program} {Version} (commit {Commit}, {RuntimeInformation.FrameworkDescription}, " +
        $"{(IsNativeAot ? "native AOT" : "JIT")}, {RuntimeInformation.RuntimeIdentifier})";
}
