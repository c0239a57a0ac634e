using System.Globalization;
using Aops.Native.Files;

namespace Aops.Server.Audit.Trail;

/// <summary>
/// The heads of the audit that were written beside the database, a line each: time, id, hash. Who changes rows of the
/// database, or cuts some off, has to change this file too, and every copy of it.
/// </summary>
internal sealed class AuditHeadFile(string path)
{
    private const string TimeForm = "yyyy-MM-dd'T'HH:mm:ss'Z'";

    /// <summary>The heads, in the order in which they were written.</summary>
    /// <exception cref="InvalidDataException">A line is none.</exception>
    public IReadOnlyList<AuditHead> Read() => File.Exists(path)
        ? [.. File.ReadLines(path).Where(line => line.Length > 0).Select(Parse)]
        : [];

    /// <summary>Adds a head; it is on the disk when this returns.</summary>
    /// <param name="at">When it is written.</param>
    public void Append(AuditHead head, DateTimeOffset at)
    {
        var before = File.Exists(path) ? File.ReadAllText(path) : "";
        AtomicFile.Write(path, string.Create(CultureInfo.InvariantCulture,
            $"{before}{at.UtcDateTime.ToString(TimeForm, CultureInfo.InvariantCulture)} {head.Id} {head.Hash}\n"));
    }

    private AuditHead Parse(string line) => line.Split(' ') is [var at, var id, var hash]
        && DateTimeOffset.TryParseExact(
            at, TimeForm, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
        && long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? new AuditHead(number, time, hash)
            : throw new InvalidDataException($"{path} has a line that is no head of the audit: {line}");
}
