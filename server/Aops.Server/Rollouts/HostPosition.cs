using System.Globalization;
using Aops.Server.Http;

namespace Aops.Server.Rollouts;

/// <summary>A place in the list of the hosts of a rollout.</summary>
/// <param name="Stage">The stage.</param>
/// <param name="Position">Its place within the stage, as it is stored.</param>
/// <param name="AgentId">The host.</param>
internal readonly record struct HostPosition(long Stage, long Position, string AgentId)
{
    /// <summary>Before every host.</summary>
    public static HostPosition Start { get; } = new(-1, 0, "");

    /// <summary>How it stands in a cursor.</summary>
    public static CursorKey<HostPosition> Form { get; } = new Key();

    /// <summary>A number without a sign as one of the database, in the same order.</summary>
    public static long Of(ulong position) => (long)(position ^ 1UL << 63);

    /// <summary>The number that was stored.</summary>
    public static ulong Read(long stored) => (ulong)stored ^ 1UL << 63;

    private sealed class Key : CursorKey<HostPosition>
    {
        public override string Write(HostPosition key) =>
            string.Create(CultureInfo.InvariantCulture, $"{key.Stage} {key.Position} {key.AgentId}");

        public override bool TryRead(string text, out HostPosition key)
        {
            key = Start;
            if (text.Split(' ', 3) is not [var stage, var position, var id]
                || !CursorKeys.Number.TryRead(stage, out var place)
                || !CursorKeys.Number.TryRead(position, out var number))
            {
                return false;
            }
            key = new HostPosition(place, number, id);
            return true;
        }
    }
}
