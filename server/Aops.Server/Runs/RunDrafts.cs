using System.Text.Json;
using Aops.Contracts;
using Aops.Contracts.Json;
using Aops.Contracts.Json.Diagnosis;
using Aops.Contracts.Wire.Runs;
using Aops.Native.Programs;
using Aops.Releases.Runbooks;
using Aops.Server.Commands;
using Aops.Server.Http;
using Aops.Server.Runs.Steps;

namespace Aops.Server.Runs;

/// <summary>Checks requests for runs: every fault is told at once.</summary>
internal static class RunDrafts
{
    private const int WhatCharsMax = 120;

    /// <summary>Checks which hosts are meant; that they are there is looked for later.</summary>
    public static void CheckHosts(RunRequest request, FieldErrors errors)
    {
        if (request.Q is null == request.Hosts is null) errors.Add("hosts", "either hosts or q says which hosts");
        if (request.Hosts is not { } ids) return;
        if (ids.Count is 0 or > FleetLimits.BatchHostsMax)
            errors.Add("hosts", $"names 1 to {FleetLimits.BatchHostsMax} hosts; q has no such limit");
        else if (ids.FirstOrDefault(id => !Names.IsValid(id)) is { } wrong)
            errors.Add("hosts", $"'{PlainText.Cut(wrong, FleetLimits.QueryCharsTold)}' is no id; an id has {Names.Rule}");
    }

    /// <summary>The kind of what is run.</summary>
    public static RunKind KindOf(RunRequest request, FieldErrors errors)
    {
        object?[] named =
        [
            request.Runbook, request.Envelope, request.Command, request.Action, request.Log,
            request.Diagnosis == true ? request : null,
        ];
        if (named.Count(one => one is not null) != 1)
            errors.Add("runbook", "one of runbook, envelope, command, action, log and diagnosis says what is run");
        if (request.Parameters is { Count: > 0 } && request.Runbook is null)
            errors.Add("parameters", "are those of a runbook");
        if (request.Action is { } action)
        {
            CommandRules.Check(action.Kind, action.SubAgent, action.Lines, errors, "action.");
            if (request.TimeoutSeconds is not null) errors.Add("timeoutSeconds", "is that of a program; an action has its own");
        }
        if (request.Log?.FindFault() is var (field, clause)) errors.Add($"log.{field}", clause);
        return request.Runbook is not null ? RunKind.Runbook
            : request.Envelope is not null ? RunKind.Signed
            : request.Action is not null ? RunKind.Action
            : request.Log is not null ? RunKind.Log
            : request.Diagnosis == true ? RunKind.Diagnosis : RunKind.Plain;
    }

    /// <summary>Its numbers.</summary>
    public static (int Concurrency, RunBudget Budget, DateTimeOffset StartBefore) ReadNumbers(
        RunRequest request, DateTimeOffset now, FieldErrors errors)
    {
        errors.CheckLength("reason", request.Reason, FleetLimits.NoteCharsMax);
        if (request.Concurrency is < 1 or > FleetLimits.RunConcurrencyMax)
            errors.Add("concurrency", $"is from 1 to {FleetLimits.RunConcurrencyMax}");
        if (request.TimeoutSeconds is < 1 or > RunLimits.SecondsMax)
            errors.Add("timeoutSeconds", $"is from 1 to {RunLimits.SecondsMax}");
        var budget = RunBudget.Default;
        if (request.Budget is { } told)
        {
            if (told.Failures is null == told.Percent is null) errors.Add("budget", "has either failures or percent");
            if (told.Failures < 0) errors.Add("budget.failures", "is 0 or more");
            if (told.Percent is < 0 or > 100) errors.Add("budget.percent", "is from 0 to 100");
            budget = new RunBudget(told.Failures, told.Percent);
        }
        return (request.Concurrency ?? FleetLimits.RunConcurrencyDefault, budget,
            ReadStart(request.StartBefore, request.TtlSeconds, now, errors));
    }

    /// <summary>Until when it may be started.</summary>
    public static DateTimeOffset ReadStart(
        DateTimeOffset? startBefore, int? ttlSeconds, DateTimeOffset now, FieldErrors errors)
    {
        if (startBefore is not null && ttlSeconds is not null)
            errors.Add("startBefore", "either startBefore or ttlSeconds says until when it may be started");
        if (ttlSeconds is < 1 or > FleetLimits.RunLifetimeSecondsMax)
            errors.Add("ttlSeconds", $"is from 1 to {FleetLimits.RunLifetimeSecondsMax}");
        var longest = TimeSpan.FromSeconds(FleetLimits.RunLifetimeSecondsMax);
        if (startBefore is { } time && (time <= now || time - now > longest))
            errors.Add("startBefore", $"is after now, and at most {FleetLimits.RunLifetimeSecondsMax} seconds after it");
        return startBefore ?? now + TimeSpan.FromSeconds(
            Math.Clamp(ttlSeconds ?? FleetLimits.RunLifetimeSecondsDefault, 1, FleetLimits.RunLifetimeSecondsMax));
    }

    /// <summary>The command within an envelope; null, with a fault, where it is none that a host would look at.</summary>
    public static SignedCommand? ReadEnvelope(RunEnvelope envelope, DateTimeOffset now, FieldErrors errors)
    {
        if (envelope.PayloadType != RunEnvelope.CommandType)
            errors.Add("envelope.payloadType", $"is {RunEnvelope.CommandType}");
        if (envelope.Signatures.Count is 0 or > RunLimits.SignaturesMax)
            errors.Add("envelope.signatures", $"are 1 to {RunLimits.SignaturesMax}");
        try
        {
            // DSSE allows both alphabets.
            var payload = Convert.FromBase64String(envelope.Payload.Replace('-', '+').Replace('_', '/'));
            if (payload.Length > RunLimits.EnvelopeBytesMax)
            {
                errors.Add("envelope.payload", $"has at most {RunLimits.EnvelopeBytesMax} bytes");
                return null;
            }
            var command = JsonSerializer.Deserialize(payload, ContractsJson.Default.SignedCommand)!;
            if (command.Expires <= now) errors.Add("envelope.payload", $"is of a command that expired at {command.Expires:u}");
            foreach (var fault in CommandEnvelope.FaultsOf(command)) errors.Add("envelope.payload", fault);
            return command;
        }
        catch (Exception e) when (e is FormatException or JsonException)
        {
            var reason = e is JsonException ? JsonFaults.Explain(e) : "it is not Base64";
            errors.Add("envelope.payload", $"is no command that was signed: {reason}");
            return null;
        }
    }

    /// <summary>Checks a command that only the server vouches for.</summary>
    public static void CheckCommand(RunCommand command, FieldErrors errors)
    {
        foreach (var fault in RunCommandRules.FaultsOf(command)) errors.Add("command", fault);
    }

    /// <summary>A command in a few words.</summary>
    public static string Describe(RunCommand command) => PlainText.Cut(
        command.Args is { } args ? string.Join(' ', args)
            : command.Script?.Split('\n').FirstOrDefault(line => line.Trim().Length > 0 && !line.StartsWith('#'))
                ?? "a script",
        WhatCharsMax)!;

    /// <summary>How long a host may take with it.</summary>
    /// <param name="asked">The longest time that was asked for; null for its own.</param>
    /// <param name="command">The command; null where it is not known.</param>
    public static TimeSpan LongestOf(int? asked, RunCommand? command)
    {
        var seconds = Math.Min(asked ?? RunLimits.SecondsMax, command?.TimeoutSeconds ?? RunLimits.SecondsMax);
        return TimeSpan.FromSeconds(seconds + (command?.GraceSeconds ?? RunLimits.GraceSecondsMax));
    }
}
