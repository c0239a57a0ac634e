using System.Text.Json;
using Aops.Contracts;
using Aops.Rollouts.States;
using Aops.Server.Storage;

namespace Aops.Server.Layers;

/// <summary>
/// Rollouts of the newest revision of a layer, which go on with its successor; within a transaction or a read. Their driver,
/// which counts their steps, reads them again.
/// </summary>
internal static class AmendedRollouts
{
    private const string HostsOf = "rollout_id IN (SELECT id FROM rollout WHERE layer = @layer AND revision = @head)";

    private static readonly string[] Followers =
    [
        "UPDATE rollout SET previous = @to WHERE id = @id AND previous = @from",
        "UPDATE rollout_host SET from_revision = @to WHERE rollout_id = @id AND from_revision = @from",
        "UPDATE rollout_host SET told_revision = @to WHERE rollout_id = @id AND told_revision = @from",
    ];

    // What has ended, or is about to, brings nothing to any other host.
    private static readonly HashSet<string> Over =
        [.. Enum.GetValues<RolloutState>().Where(state => RolloutTable.IsEnded(state) || RolloutTable.Closes(state))
            .Select(KebabName.Of)];

    /// <summary>Whether a rollout in a state goes on to further hosts.</summary>
    public static bool GoesOn(string state) => !Over.Contains(state);

    /// <summary>Their ids and states.</summary>
    public static IReadOnlyList<(string Id, string State)> List(StoreConnection connection, LayerRevision head) =>
        connection.Prepare("SELECT id, state FROM rollout WHERE layer = @layer AND revision = @head ORDER BY id")
            .Set("@layer", head.Layer.Text).Set("@head", head.Number)
            .Read(row => (row.GetString(0), row.GetString(1)));

    /// <summary>Revisions that their hosts came from or were told, and the ones before them.</summary>
    public static IEnumerable<long> ListNumbers(StoreConnection connection, LayerRevision head) =>
        connection.Prepare(
            $"SELECT from_revision FROM rollout_host WHERE from_revision IS NOT NULL AND {HostsOf} " +
            $"UNION SELECT told_revision FROM rollout_host WHERE told_revision IS NOT NULL AND {HostsOf} " +
            "UNION SELECT previous FROM rollout WHERE previous IS NOT NULL AND layer = @layer AND revision = @head")
            .Set("@layer", head.Layer.Text).Set("@head", head.Number).Read(row => row.GetInt64(0));

    /// <summary>Puts the successor of a revision in its place.</summary>
    /// <param name="ids">The rollouts.</param>
    /// <param name="number">The revision.</param>
    /// <param name="successor">Its successor.</param>
    public static void Move(
        StoreConnection connection, IReadOnlyList<string> ids, long number, LayerRevision successor)
    {
        foreach (var id in ids)
        {
            connection.Prepare(
                "UPDATE rollout SET revision = @to, document = @document, steps = steps + 1 " +
                "WHERE id = @id AND revision = @from")
                .Set("@id", id).Set("@from", number).Set("@to", successor.Number)
                .Set("@document", JsonSerializer.SerializeToUtf8Bytes(
                    successor.Document ?? LayerDocument.Empty, ServerJson.Default.LayerDocument)).Run();
            foreach (var statement in Followers)
                connection.Prepare(statement).Set("@id", id).Set("@from", number).Set("@to", successor.Number).Run();
        }
    }
}
