using Aops.Layout;
using Aops.Native.Files;
using Aops.Native.Processes;
using Microsoft.Win32.SafeHandles;

namespace Aops.Supervision.Output;

/// <summary>The log file of a sub-agent's output, created with the same modes by every caller.</summary>
internal static class SubAgentLog
{
    /// <summary>Opens the file for appending; creates it and its directories if they do not exist.</summary>
    /// <param name="name">The sub-agent.</param>
    /// <exception cref="IOException">It cannot be created or opened.</exception>
    public static SafeFileHandle Open(AopsLayout layout, string name)
    {
        var path = layout.SubAgentLog(name);
        if (OutputFile.TryOpen(path) is { } file) return file;
        AtomicFile.CreateDirectory(layout.Log, AtomicFile.GroupDirectory);
        AtomicFile.CreateDirectory(Path.GetDirectoryName(path)!);
        return OutputFile.Open(path);
    }
}
