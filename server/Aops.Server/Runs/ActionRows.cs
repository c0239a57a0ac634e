using System.Security.Cryptography;
using System.Text;
using Aops.Contracts.Wire;
using Aops.Server.Commands;
using Aops.Server.Runs.Steps;
using Aops.Server.Storage;

namespace Aops.Server.Runs;

/// <summary>
/// The commands that a run of an action gives to its hosts, within the transaction of its step: one for each host that has its
/// turn, which goes again with a turn that is taken back.
/// </summary>
internal static class ActionRows
{
    /// <summary>A host goes to another phase: it is given its command, or loses the one that it was not sent.</summary>
    public static void Follow(StoreConnection connection, RunRecord run, RunMove move, DateTimeOffset now)
    {
        if (run.Action is not { } action) return;
        if (move.To == RunPhases.Offered)
        {
            CommandStore.Insert(
                connection, move.AgentId, CommandOf(run, action, move.AgentId), now, run.Id);
        }
        else if (move.From == RunPhases.Offered)
        {
            CommandStore.TakeBack(connection, IdOf(run.Id, move.AgentId));
        }
    }

    private static AgentCommand CommandOf(RunRecord run, RunAction action, string agentId) => new()
    {
        Id = IdOf(run.Id, agentId),
        Kind = action.Kind,
        SubAgent = action.SubAgent,
        Lines = action.Lines,
        ExpiresAt = run.StartBefore,
    };

    // The same for every turn, so that a host does it at most once whatever the steps do.
    private static string IdOf(string runId, string agentId) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{runId}/{agentId}")))[..32];
}
