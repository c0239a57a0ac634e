using System.CommandLine;
using Aops.Contracts;
using Aops.Server.Enrolment;

namespace Aops.Server.CommandLine;

/// <summary>The options that say what a new enrolment token is to be.</summary>
internal sealed class TokenOptions
{
    private readonly Option<string> _ttl = new("--ttl")
    {
        Description = "How long it can be used: 90s, 15m, 1h, 7d.",
        HelpName = "TIME",
        DefaultValueFactory = _ => "1h",
        Validators =
        {
            result =>
            {
                if (result.Tokens is [var token] && Durations.FaultOf(token.Value) is { } fault)
                    result.AddError($"--ttl: '{token.Value}' {fault}");
            },
        },
    };

    private readonly Option<int> _uses = new("--uses")
    {
        Description = "How many hosts may enrol with it.",
        HelpName = "NUMBER",
        DefaultValueFactory = _ => 1,
        Validators =
        {
            result =>
            {
                if (result.Tokens is [var token] && (!int.TryParse(token.Value, out var number)
                    || number is < 1 or > ServerLimits.EnrolmentTokenUsesMax))
                {
                    result.AddError($"--uses takes a number from 1 to {ServerLimits.EnrolmentTokenUsesMax}");
                }
            },
        },
    };

    private readonly Option<string?> _note = new("--note")
    {
        Description = "A word to find it again by.",
        HelpName = "TEXT",
    };

    private readonly Option<string?> _agent = new("--agent")
    {
        Description = "The one identity that it gives, also where another machine has it or it was removed.",
        HelpName = "ID",
        Validators =
        {
            result =>
            {
                if (result.Tokens is [var token] && !Names.IsValid(token.Value))
                    result.AddError($"--agent {token.Value} is not an identity ({Names.Rule})");
            },
        },
    };

    private readonly Option<string> _approval = new("--approval")
    {
        Description = "Who lets a host in: the token alone (auto), or an operator for each host (manual).",
        HelpName = "auto|manual",
        DefaultValueFactory = _ => Auto,
    };

    private readonly Option<string[]> _labels = LabelOption.Build();
    private readonly Option<string[]> _networks = NetworkOption.Build();

    private const string Auto = "auto";
    private const string Manual = "manual";

    /// <summary>Adds them to a command.</summary>
    public void AddTo(Command command)
    {
        _approval.AcceptOnlyFromAmong(Auto, Manual);
        foreach (var option in (Option[])[_ttl, _uses, _note, _agent, _labels, _networks, _approval])
            command.Options.Add(option);
        command.Validators.Add(result =>
        {
            // The default of --uses is not applied yet when this runs.
            if (result.GetResult(_agent) is not null && result.GetResult(_uses) is { Tokens: [{ Value: not "1" }] })
                result.AddError("--agent goes with one use only");
        });
    }

    /// <summary>What they say; they were validated before.</summary>
    public EnrolmentTokenOrder Read(ParseResult parsed) => new()
    {
        Life = Durations.Parse(parsed.GetRequiredValue(_ttl))!.Value,
        Uses = parsed.GetValue(_uses),
        Note = parsed.GetValue(_note),
        AgentId = parsed.GetValue(_agent),
        Labels = LabelOption.Read(parsed.GetValue(_labels)),
        Networks = parsed.GetValue(_networks),
        Approval = parsed.GetValue(_approval) == Manual ? EnrolmentApproval.Manual : EnrolmentApproval.Auto,
    };
}
