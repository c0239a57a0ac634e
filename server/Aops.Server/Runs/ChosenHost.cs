using System.Buffers.Binary;
using System.Data.Common;
using System.Security.Cryptography;
using System.Text;
using Aops.Query;

namespace Aops.Server.Runs;

/// <summary>A host that a request for a run has chosen.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Hostname">Its name.</param>
/// <param name="State">Its presence.</param>
/// <param name="Policy">What it runs at a server's word; empty from a version without runs.</param>
internal sealed record ChosenHost(string Id, string Hostname, HostState State, string Policy)
{
    /// <summary>Columns for <see cref="Read"/>, of <c>agent a</c>.</summary>
    public const string Columns = "a.id, a.hostname, a.state, a.runs";

    public static ChosenHost Read(DbDataReader row) =>
        new(row.GetString(0), row.GetString(1), (HostState)row.GetInt64(2), row.GetString(3));

    /// <summary>The place of a host in a run: the same whenever it is asked for, and another one in another run.</summary>
    public static long PositionIn(string runId, string hostId) => BinaryPrimitives.ReadInt64BigEndian(
        SHA256.HashData(Encoding.UTF8.GetBytes($"{runId}\n{hostId}")));
}
