using Aops.Contracts;
using Aops.Harness;

namespace Aops.Demo;

/// <summary>The demo from the first key to the last deleted file.</summary>
/// <param name="output">Where its lines go.</param>
/// <param name="isOnce">Whether it goes on by itself and ends, or stays up until it is interrupted.</param>
internal sealed class Demonstration(TextWriter output, bool isOnce)
{
    private const int FewHosts = 200;
    private const int ManyHosts = 2000;

    private static readonly TimeSpan CleanUpDeadline = TimeSpan.FromMinutes(1);

    private readonly StepRunner _steps = new(output);

    /// <summary>Runs it.</summary>
    /// <param name="cancellationToken">Ctrl-C: cleans up and ends.</param>
    /// <returns>Exit code.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        await using var fleet = new Fleet("demo");
        await using var many = new FleetSteps(_steps, fleet, isOnce ? FewHosts : ManyHosts, cancellationToken);
        var agent = fleet.NewHost();
        try
        {
            var witness = await new SetUpSteps(_steps, fleet, agent).RunAsync(cancellationToken);
            FleetTable.Print(output, await fleet.Server.Api.ListAgentsAsync(cancellationToken));
            await many.RunAsync();
            if (isOnce)
            {
                await new FaultSteps(_steps, agent, witness, cancellationToken).RunAsync();
                await new UpgradeSteps(_steps, fleet, agent, witness, cancellationToken).RunAsync();
            }
            else
            {
                await many.BeginSlowRolloutAsync();
                await StayUpAsync(fleet, agent, cancellationToken);
            }
        }
        catch (StepFailedException e)
        {
            output.WriteLine(e.Message);
            output.WriteLine(agent.LogTail());
            return ExitCodes.Failure;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            output.WriteLine();
            output.WriteLine("interrupted; cleaning up");
        }
        await UninstallAsync(agent);
        if (isOnce)
        {
            if (!_steps.AllHeld) output.WriteLine(agent.LogTail());
            _steps.PrintTable();
        }
        var isDone = _steps.AllHeld && !(isOnce && cancellationToken.IsCancellationRequested);
        return isDone ? ExitCodes.Ok : ExitCodes.Failure;
    }

    private async Task StayUpAsync(Fleet fleet, AgentHost agent, CancellationToken cancellationToken)
    {
        var further = fleet.NewHost();
        var token = await fleet.Server.Api.CreateEnrolmentTokenAsync(cancellationToken);
        var aops = fleet.Programs.Program("aops");
        output.WriteLine($"""

            The fleet is up. Ctrl-C uninstalls the agent and cleans up.

              console            {fleet.Server.Url}
              its authority      {fleet.Server.Authority}
              operator token     {fleet.Server.Api.OperatorToken}
              root of the agent  {agent.Layout.Root}
              its state          {agent.Layout.ServiceProgram} status --root {agent.Layout.Root}
              its logs           {agent.Layout.Log}
              log of the server  {fleet.Server.LogFile}
              release keys       {fleet.Workshop.Keys}
              repository         {fleet.Workshop.Repository}
              an upgrade         {fleet.Programs.Program("aops-release")} promote --version {PublishedPrograms.Second} \
                --server {fleet.Server.Url} --ca {fleet.Server.Authority} --operator-token-file {fleet.Server.OperatorTokenFile}
              the fleet by CLI   {aops} login {fleet.Server.Url} \
                --ca {fleet.Server.Authority} --token-file {fleet.Server.OperatorTokenFile}
                                 {aops} hosts list -q 'upgrade=rolled-back'
                                 {aops} rollout history
              one more agent     {fleet.CurlLine(further.Layout.Root, token)}

            """);
        await Task.Delay(Timeout.Infinite, cancellationToken);
    }

    // Also after Ctrl-C: with its own token it gets the time that it needs.
    private async Task UninstallAsync(AgentHost agent)
    {
        if (!File.Exists(agent.Layout.ServiceProgram)) return;
        using var limit = new CancellationTokenSource(CleanUpDeadline);
        await _steps.TryAsync("uninstall", async () =>
        {
            (await agent.ServiceAsync(limit.Token, "uninstall")).MustSucceed();
            var left = agent.Leftovers();
            if (left.Count > 0)
                throw new InvalidOperationException($"{left.Count} files are left: {string.Join(' ', left.Take(5))}");
            var running = ProcessesWithin.Find(agent.Layout.Root);
            return running.Count == 0
                ? "no file and no process is left"
                : throw new InvalidOperationException(
                    $"still running: {string.Join(", ", running.Select(ProcessesWithin.Describe))}");
        });
    }
}
