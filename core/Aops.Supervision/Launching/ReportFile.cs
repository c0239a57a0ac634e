using System.Text.Json;
using System.Text.Unicode;
using Aops.Contracts;
using Aops.Native;
using Aops.Native.Files;

namespace Aops.Supervision.Launching;

/// <summary>
/// Reads the report of a sub-agent. It is untrusted text that becomes part of the heartbeat: it is serialized once
/// as it will be sent, with all escapes, and only a report within the limits is used.
/// </summary>
internal static class ReportFile
{
    /// <summary>Reads a report.</summary>
    /// <param name="fault">Why an existing report is left out; null if there is none or it is incomplete.</param>
    /// <returns>The report; null if there is none that can be sent.</returns>
    public static JsonElement? Read(string path, out string? fault)
    {
        fault = null;
        try
        {
            if (UntrustedFile.TryRead(path, Limits.ReportBytesMax) is not { } content)
            {
                fault = FaultOfLength(path);
                return null;
            }
            // The JSON writer would replace such bytes, and a reader would throw.
            if (!Utf8.IsValid(content)) throw new InvalidOperationException("it is no UTF-8");
            using var document = JsonDocument.Parse(
                content, new JsonDocumentOptions { MaxDepth = Limits.ReportDepthMax });
            var bytes = LengthOnTheWire(document.RootElement);
            if (bytes <= Limits.ReportBytesMax) return document.RootElement.Clone();
            fault = $"its report is left out: it has {bytes} bytes as it travels, {Limits.ReportBytesMax} are allowed";
            return null;
        }
        catch (JsonException)
        {
            // Incomplete, or not JSON within the depth limit.
            fault = $"its report is left out: it is no JSON of at most {Limits.ReportDepthMax} levels";
            return null;
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException)
        {
            fault = "its report is left out: it holds text that is no Unicode";
            return null;
        }
        catch (PosixException)
        {
            return null;
        }
    }

    private static string? FaultOfLength(string path)
    {
        try
        {
            var file = new FileInfo(path);
            return file.Exists && file.LinkTarget is null && file.Length > Limits.ReportBytesMax
                ? $"its report is left out: it has {file.Length} bytes, {Limits.ReportBytesMax} are allowed"
                : null;
        }
        catch (Exception e) when (FileFaults.IsFileFault(e))
        {
            return null;
        }
    }

    // Measured with the heartbeat's own writer: '<' takes six bytes there, and so may any letter.
    private static long LengthOnTheWire(JsonElement report)
    {
        using var counted = new CountingStream();
        using (var writer = new Utf8JsonWriter(counted)) report.WriteTo(writer);
        return counted.Length;
    }

    // Counts bytes and stores none.
    private sealed class CountingStream : MemoryStream
    {
        private long _length;

        public override long Length => _length;

        public override void Write(ReadOnlySpan<byte> buffer) => _length += buffer.Length;

        public override void Write(byte[] buffer, int offset, int count) => _length += count;
    }
}
