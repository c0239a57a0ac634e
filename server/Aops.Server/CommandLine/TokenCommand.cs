using System.CommandLine;
using Aops.Contracts;
using Aops.Server.Enrolment;
using Aops.Server.Hosting;

namespace Aops.Server.CommandLine;

/// <summary>
/// <c>aops-server token create</c>: creates an enrolment token, while the server runs and while it does
/// not.
/// </summary>
internal static class TokenCommand
{
    public static Command Build()
    {
        var ttl = new Option<string>("--ttl")
        {
            Description = "How long it can be used: 90s, 15m, 1h, 7d.",
            HelpName = "TIME",
            DefaultValueFactory = _ => "1h",
        };
        ttl.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && Durations.Parse(token.Value) is null)
                result.AddError($"--ttl {token.Value} is no time; for instance: 90s, 15m, 1h, 7d");
        });
        var uses = new Option<int>("--uses")
        {
            Description = "How many hosts may enrol with it.",
            HelpName = "NUMBER",
            DefaultValueFactory = _ => 1,
        };
        uses.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && (!int.TryParse(token.Value, out var number)
                || number is < 1 or > ServerLimits.EnrolmentTokenUsesMax))
            {
                result.AddError($"--uses takes a number from 1 to {ServerLimits.EnrolmentTokenUsesMax}");
            }
        });
        var note = new Option<string?>("--note") { Description = "A word to find it again by.", HelpName = "TEXT" };
        var agent = new Option<string?>("--agent")
        {
            Description = "The one identity that it gives, also where another machine has it or it was removed.",
            HelpName = "ID",
        };
        agent.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && !Names.IsValid(token.Value))
                result.AddError($"--agent {token.Value} is not an identity ({Names.Rule})");
        });
        var label = LabelOption.Build();
        var create = new Command("create", "Prints a new enrolment token. It is shown only this once.")
        {
            ttl, uses, note, agent, label,
        };
        DataOptions.AddTo(create);
        create.Validators.Add(result =>
        {
            // The default of --uses is not applied yet when this runs.
            if (result.GetResult(agent) is not null && result.GetResult(uses) is { Tokens: [{ Value: not "1" }] })
                result.AddError("--agent goes with one use only");
        });
        create.SetAction((parsed, cancellationToken) => CreateAsync(
            parsed, Durations.Parse(parsed.GetRequiredValue(ttl))!.Value,
            parsed.GetValue(uses), parsed.GetValue(note), parsed.GetValue(agent),
            LabelOption.Read(parsed.GetValue(label)), cancellationToken));
        return new Command("token", "Enrolment tokens.") { create };
    }

    private static async Task<int> CreateAsync(
        ParseResult parsed, TimeSpan life, int uses, string? note, string? agentId,
        IReadOnlyDictionary<string, string> labels, CancellationToken cancellationToken)
    {
        await using var database = DataOptions.OpenDatabase(parsed);
        var created = await new EnrolmentTokens(new EnrolmentStore(database), TimeProvider.System)
            .CreateAsync(life, uses, note, agentId, labels, cancellationToken)
            ?? throw new StartupFault(ExitCodes.Failure,
                $"there are {ServerLimits.EnrolmentTokensMax} live tokens already; delete some");
        Console.Out.WriteLine(created.Secret);
        return ExitCodes.Ok;
    }
}
