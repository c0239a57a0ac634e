using System.Net.Sockets;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Aops.Native.Files;

namespace Aops.Ipc;

/// <summary>
/// A path of a Unix socket in the form that the kernel accepts: at most 107 bytes (unix(7)). A longer path, which
/// occurs below a deep root, is reached through <c>/proc/self/fd</c> by a descriptor of its directory.
/// </summary>
internal sealed class SocketPath : IDisposable
{
    private const int NameBytesMax = 107;

    private readonly SafeFileHandle? _directory;

    public SocketPath(string path)
    {
        if (Encoding.UTF8.GetByteCount(path) <= NameBytesMax)
        {
            EndPoint = new UnixDomainSocketEndPoint(path);
            return;
        }
        _directory = AtomicFile.OpenDirectory(Path.GetDirectoryName(path)!);
        EndPoint = new UnixDomainSocketEndPoint(
            $"/proc/self/fd/{_directory.DangerousGetHandle()}/{Path.GetFileName(path)}");
    }

    public UnixDomainSocketEndPoint EndPoint { get; }

    public void Dispose() => _directory?.Dispose();
}
