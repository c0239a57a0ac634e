using Microsoft.Win32.SafeHandles;

namespace Aops.Native.Processes;

/// <summary>What <see cref="Spawn.Start"/> starts.</summary>
public sealed record SpawnRequest
{
    /// <summary>The program, absolute.</summary>
    public required string Path { get; init; }

    /// <summary>All arguments, the program's own name first.</summary>
    public required IReadOnlyList<string> Arguments { get; init; }

    /// <summary>The whole environment of the child.</summary>
    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    /// <summary>Standard output and standard error of the child; null for <c>/dev/null</c>.</summary>
    public SafeFileHandle? Output { get; init; }

    /// <summary>Standard error of the child, if that is another one; null for <see cref="Output"/>.</summary>
    public SafeFileHandle? Error { get; init; }

    /// <summary>Working directory, absolute; null for this process's own. See <see cref="Spawn.CanChangeDirectory"/>.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>A descriptor that the child gets as number <see cref="Spawn.ReportDescriptor"/>; null for none.</summary>
    public SafeFileHandle? Report { get; init; }

    /// <summary>A descriptor that the child gets as number <see cref="Spawn.EnvironmentDescriptor"/>; null for none.</summary>
    public SafeFileHandle? PassedEnvironment { get; init; }
}
