using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Aops.Server.Audit;

/// <summary>
/// The hash of a row: SHA-256 over its fields in a fixed order, each as four bytes of length (big-endian, all ones for
/// nothing) and its UTF-8. The first field is the form, the last one the hash of the row before.
/// </summary>
internal static class AuditHash
{
    private const string Form = "aops-audit-1";
    private const int Nothing = -1;

    /// <summary>The hash of a row, whose own <see cref="AuditRecord.Hash"/> does not count.</summary>
    public static string Of(AuditRecord row)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var field in FieldsOf(row)) Add(hash, field);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>The hash of a list of hosts, in any order.</summary>
    public static string OfHosts(IEnumerable<string> ids)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var id in ids.Order(StringComparer.Ordinal)) hash.AppendData(Encoding.UTF8.GetBytes(id + '\n'));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static IEnumerable<string?> FieldsOf(AuditRecord row) =>
    [
        Form, Text(row.Id), Text(row.At.ToUnixTimeMilliseconds()), row.ActorKind, row.Actor, row.Address, row.RequestId,
        row.Reason, row.Kind, row.Object, row.Query, row.Hosts is { } hosts ? Text(hosts) : null, row.HostsHash,
        row.Operation, row.BeforeText, row.AfterText, row.Previous,
    ];

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static void Add(IncrementalHash hash, string? field)
    {
        Span<byte> length = stackalloc byte[sizeof(int)];
        var bytes = field is null ? [] : Encoding.UTF8.GetBytes(field);
        BinaryPrimitives.WriteInt32BigEndian(length, field is null ? Nothing : bytes.Length);
        hash.AppendData(length);
        hash.AppendData(bytes);
    }
}
