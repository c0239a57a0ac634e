using Aops.Harness;

namespace Aops.Sweep;

/// <summary>The program <c>crashpoint</c>, compiled from <c>tests/sweep/crashpoint</c>.</summary>
public static class Tracer
{
    /// <summary>Compiles it.</summary>
    /// <param name="folder">Where the program is put.</param>
    /// <returns>Path of the program.</returns>
    /// <exception cref="InvalidOperationException">No compiler is there, or it refuses the sources.</exception>
    public static Task<string> BuildAsync(string folder, CancellationToken cancellationToken) =>
        CProgram.BuildAsync("tests/sweep/crashpoint", Path.Combine(folder, "crashpoint"), cancellationToken);
}
