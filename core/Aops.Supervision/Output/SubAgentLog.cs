using Aops.Contracts;
using Aops.Native.Files;
using Aops.Native.Processes;
using Microsoft.Win32.SafeHandles;

namespace Aops.Supervision.Output;

/// <summary>The file that a sub-agent's output goes to, made with the same modes whoever writes to it.</summary>
internal static class SubAgentLog
{
    /// <summary>Opens it to append to; makes it, and its folders, where they are not there.</summary>
    /// <param name="layout">The root.</param>
    /// <param name="name">The sub-agent.</param>
    /// <exception cref="IOException">It cannot be made or opened.</exception>
    public static SafeFileHandle Open(AopsLayout layout, string name)
    {
        var path = layout.SubAgentLog(name);
        if (OutputFile.TryOpen(path) is { } file) return file;
        AtomicFile.CreateDirectory(layout.Log, AtomicFile.GroupDirectory);
        AtomicFile.CreateDirectory(Path.GetDirectoryName(path)!);
        return OutputFile.Open(path);
    }
}
