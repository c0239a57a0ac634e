namespace Aops.Harness;

/// <summary>Compiles the small C programs that tests bring along.</summary>
public static class CProgram
{
    private static readonly string[] Compilers = ["clang", "gcc"];

    /// <summary>Compiles one.</summary>
    /// <param name="sources">Folder of its sources, from the tree's.</param>
    /// <returns>Path of the program.</returns>
    /// <exception cref="InvalidOperationException">No compiler is there, or it refuses the sources.</exception>
    public static async Task<string> BuildAsync(string sources, string program, CancellationToken cancellationToken)
    {
        var compiler = Compilers.FirstOrDefault(IsThere)
            ?? throw new InvalidOperationException($"neither clang nor gcc is there to compile {sources}");
        var files = Directory.GetFiles(Path.Combine(PublishedPrograms.Tree, sources), "*.c");
        string[] options = ["-std=gnu17", "-O1", "-pthread", "-Wall", "-Wextra", "-Werror", "-o", program];
        (await Command.RunAsync(compiler, [.. options, .. files.Order(StringComparer.Ordinal)], cancellationToken))
            .MustSucceed();
        return program;
    }

    /// <summary>Compiles a shared library.</summary>
    /// <param name="source">Its one source, as text.</param>
    /// <returns>Path of the library.</returns>
    /// <exception cref="InvalidOperationException">No compiler is there, or it refuses the source.</exception>
    public static async Task<string> BuildLibraryAsync(string source, string library, CancellationToken cancellationToken)
    {
        var compiler = Compilers.FirstOrDefault(IsThere)
            ?? throw new InvalidOperationException($"neither clang nor gcc is there to compile {library}");
        await File.WriteAllTextAsync(library + ".c", source, cancellationToken);
        (await Command.RunAsync(compiler, ["-shared", "-fPIC", "-O1", "-o", library, library + ".c"], cancellationToken))
            .MustSucceed();
        return library;
    }

    private static bool IsThere(string compiler) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')
            .Any(folder => File.Exists(Path.Combine(folder, compiler)));
}
