using Aops.Harness;

namespace Aops.Sweep;

/// <summary>The program <c>crashpoint</c>, compiled from <c>tests/sweep/crashpoint</c>.</summary>
public static class Tracer
{
    private static readonly string[] Compilers = ["clang", "gcc"];

    /// <summary>Compiles it.</summary>
    /// <param name="folder">Where the program is put.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>Path of the program.</returns>
    /// <exception cref="InvalidOperationException">No compiler is there, or it refuses the sources.</exception>
    public static async Task<string> BuildAsync(string folder, CancellationToken cancellation)
    {
        var program = Path.Combine(folder, "crashpoint");
        var sources = Directory.GetFiles(Path.Combine(PublishedPrograms.Tree, "tests/sweep/crashpoint"), "*.c");
        var compiler = Compilers.FirstOrDefault(IsThere)
            ?? throw new InvalidOperationException("neither clang nor gcc is there to compile crashpoint");
        string[] options = ["-std=gnu17", "-O1", "-Wall", "-Wextra", "-Werror", "-o", program];
        (await Command.RunAsync(compiler, [.. options, .. sources.Order(StringComparer.Ordinal)], cancellation))
            .MustSucceed();
        return program;
    }

    private static bool IsThere(string compiler) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')
            .Any(folder => File.Exists(Path.Combine(folder, compiler)));
}
