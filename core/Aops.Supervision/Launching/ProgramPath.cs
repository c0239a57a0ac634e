namespace Aops.Supervision.Launching;

/// <summary>Finds programs as execvp(3) does; who executes one gets an absolute path.</summary>
public static class ProgramPath
{
    private const UnixFileMode AnyExecute =
        UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>Makes the program of arguments absolute.</summary>
    /// <param name="searchPath">Value of <c>PATH</c>.</param>
    /// <exception cref="StartException">There is none, or it is in no folder of the path.</exception>
    public static IReadOnlyList<string> Resolve(IReadOnlyList<string> arguments, string searchPath)
    {
        if (arguments is not [var program, ..]) throw new StartException("it has neither a program nor a script");
        if (Path.IsPathRooted(program)) return arguments;
        if (program.Contains('/', StringComparison.Ordinal))
            throw new StartException($"its program {program} is neither absolute nor a name in PATH");
        var found = TryFind(program, searchPath)
            ?? throw new StartException($"its program {program} is in no folder of PATH ({searchPath})");
        return [found, .. arguments.Skip(1)];
    }

    /// <summary>Looks for a program by its name.</summary>
    /// <param name="searchPath">Value of <c>PATH</c>.</param>
    /// <returns>Its absolute path; null if it is in no folder of the path.</returns>
    public static string? TryFind(string program, string searchPath) =>
        searchPath.Split(':', StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, program)).FirstOrDefault(IsExecutable);

    private static bool IsExecutable(string path) =>
        Path.IsPathRooted(path) && File.Exists(path) && (File.GetUnixFileMode(path) & AnyExecute) != 0;
}
