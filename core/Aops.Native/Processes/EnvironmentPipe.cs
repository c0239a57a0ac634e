using System.Buffers.Binary;
using System.Text;
using Aops.Native.Events;
using Aops.Native.Files;
using Microsoft.Win32.SafeHandles;

namespace Aops.Native.Processes;

/// <summary>
/// Passes an environment to a child that only hands it on to the next program. The child itself must not run with
/// it, because loaders and runtimes act on variables.
/// <para>Parties: a process that spawns, and its child. Bytes: the length of what follows, 4 bytes in little-endian
/// order; then <c>NAME=VALUE</c> in UTF-8, each ended by a NUL. All of it is in the pipe before the child starts,
/// so that neither waits for the other. Limits: <see cref="BytesMax"/>, the smallest capacity of a pipe
/// (pipe(7)); a longer one, up to <see cref="FileBytesMax"/>, goes by a file.</para>
/// </summary>
public static class EnvironmentPipe
{
    /// <summary>Longest environment, including its length prefix.</summary>
    public const int BytesMax = 64 * 1024;

    /// <summary>Longest environment that goes by a file: more than execve(2) takes.</summary>
    public const int FileBytesMax = 8 * 1024 * 1024;

    /// <summary>
    /// Opens what a child reads an environment from: a pipe, or, if that does not hold it, a file that has no name any more.
    /// </summary>
    /// <param name="variables">The variables; none contains a NUL.</param>
    /// <param name="path">Path of the file; mode 0600.</param>
    /// <exception cref="IOException">No descriptor is left, the disk is full, or the environment is too long.</exception>
    public static SafeFileHandle Open(IReadOnlyDictionary<string, string> variables, string path)
    {
        var bytes = Encode(variables, FileBytesMax);
        if (bytes.Length <= BytesMax)
        {
            var pipe = new AnonymousPipe();
            pipe.WriteWhole(bytes);
            pipe.Writer.Dispose();
            return pipe.Reader;
        }
        AtomicFile.Write(path, bytes);
        try
        {
            return File.OpenHandle(path);
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>Writes an environment into a new pipe.</summary>
    /// <param name="variables">The variables; none contains a NUL.</param>
    /// <returns>The pipe; its writing end is closed.</returns>
    /// <exception cref="PosixException">
    /// No descriptor is left, or the environment exceeds the pipe's capacity.
    /// </exception>
    public static AnonymousPipe Fill(IReadOnlyDictionary<string, string> variables)
    {
        var bytes = Encode(variables, BytesMax);
        var pipe = new AnonymousPipe();
        try
        {
            pipe.WriteWhole(bytes);
            pipe.Writer.Dispose();
            return pipe;
        }
        catch
        {
            pipe.Dispose();
            throw;
        }
    }

    /// <summary>Reads what <see cref="Fill"/> or <see cref="Open"/> wrote, and closes the descriptor.</summary>
    /// <param name="descriptor">Number of the reading end.</param>
    /// <exception cref="FormatException">The bytes are not in that format.</exception>
    /// <exception cref="PosixException">read(2) failed.</exception>
    public static Dictionary<string, string> Read(int descriptor)
    {
        var bytes = AnonymousPipe.ReadInherited(descriptor, FileBytesMax);
        if (bytes.Length < sizeof(int)
            || BinaryPrimitives.ReadInt32LittleEndian(bytes) != bytes.Length - sizeof(int))
        {
            throw new FormatException("the environment that was passed is not whole");
        }
        var variables = new Dictionary<string, string>();
        var left = bytes.AsSpan(sizeof(int));
        while (!left.IsEmpty)
        {
            var end = left.IndexOf((byte)0);
            var equals = left.IndexOf((byte)'=');
            if (end < 0 || equals <= 0 || equals > end)
                throw new FormatException("the environment that was passed holds what is no variable");
            variables[Encoding.UTF8.GetString(left[..equals])] = Encoding.UTF8.GetString(left[(equals + 1)..end]);
            left = left[(end + 1)..];
        }
        return variables;
    }

    private static byte[] Encode(IReadOnlyDictionary<string, string> variables, int bytesMax)
    {
        using var bytes = new MemoryStream();
        bytes.Write(stackalloc byte[sizeof(int)]);
        foreach (var (name, value) in variables) bytes.Write(Encoding.UTF8.GetBytes($"{name}={value}\0"));
        if (bytes.Length > bytesMax)
            throw new PosixException("write", $"an environment of {bytes.Length} bytes", Errno.E2BIG);
        var encoded = bytes.ToArray();
        BinaryPrimitives.WriteInt32LittleEndian(encoded, encoded.Length - sizeof(int));
        return encoded;
    }
}
