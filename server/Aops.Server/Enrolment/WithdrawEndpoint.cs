using Aops.Server.Agents;
using Aops.Server.Api;
using Aops.Server.Events;
using Aops.Server.Heartbeats;
using Aops.Server.Problems;
using Aops.Server.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aops.Server.Enrolment;

/// <summary>
/// <c>DELETE /api/agents/self</c>: a host whose installation failed withdraws its registration. The agent,
/// which never sent a heartbeat, is deleted, and its token regains the use.
/// </summary>
internal sealed class WithdrawEndpoint(
    EnrolmentStore store, RecentEnrolments recent, Presence presence, AgentRemoval removal, EventLog events,
    TimeProvider clock)
{
    public void Map(IEndpointRouteBuilder routes) =>
        routes.MapDelete("/api/agents/self", HandleAsync)
            .For(EndpointAccess.Agent(bodyBytesMax: 0)).Is(RegisterApi.Withdraw);

    private async Task HandleAsync(HttpContext context)
    {
        var id = context.Agent().AgentId;
        // Heartbeats are stored with a delay, so presence is checked too.
        if (presence.Of(id).Heard is not null
            || recent.Find(id) is not { } tokenHash
            || await removal.CommitAsync(
                // Not cancelled in the middle: a token that is void on the disk must be void in memory.
                store.WithdrawAsync(id, tokenHash, clock.GetUtcNow(), CancellationToken.None)) is not { } hostname)
        {
            throw new RequestFault(ProblemKinds.Conflict("too-late",
                $"The registration of {id} cannot be taken back: it was heard of, or it is too long ago."));
        }
        recent.Forget(id);
        removal.Forget(id);
        events.Add(EventKinds.Enrolled, $"{hostname} took its registration back: its installation failed.", id, hostname);
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }
}
