using System.CommandLine;
using System.CommandLine.Parsing;
using Aops.AgentService.Services;
using Aops.AgentService.Verbs;
using Aops.Contracts;
using Aops.Hosting.Settings;
using Aops.Layout;
using Aops.Native.Files;
using Aops.Native.Programs;

namespace Aops.AgentService.CommandLine;

/// <summary>Options that more than one verb takes.</summary>
internal sealed class SharedOptions
{
    private static readonly TimeSpan TimeoutMax = TimeSpan.FromHours(24);

    public Option<string> Root { get; } = new("--root")
    {
        Description = "The root that the suite lies below; that of this program, else /.",
        HelpName = "DIR",
        DefaultValueFactory = _ => AopsLayout.RootOf(Environment.ProcessPath ?? "") ?? "/",
        Recursive = true,
    };

    public Option<bool> Json { get; } = new("--json")
    {
        Description = "Print the result as one line of JSON.",
        Recursive = true,
    };

    public Option<TimeSpan?> Timeout { get; } =
        TimeOf("--timeout", "Longest time that the verb may take, such as 30s or 5m.");

    public Option<string> ServiceManager { get; } = new("--service-manager")
    {
        Description = "Who runs the suite: 'systemd', 'direct' (the control script), or 'auto' (systemd where it runs the host "
            + "and the root is /).",
        HelpName = string.Join('|', HostServicesChoice.Words),
        DefaultValueFactory = _ => HostServicesChoice.Auto,
        Recursive = true,
        Validators =
        {
            result =>
            {
                var text = result.GetValueOrDefault<string>();
                if (text is null || !HostServicesChoice.Words.Contains(text))
                {
                    result.AddError(
                        $"--service-manager: '{text}' is not one of {string.Join(", ", HostServicesChoice.Words)}");
                }
            },
        },
    };

    /// <summary>An option that is a time, up to a day.</summary>
    public static Option<TimeSpan?> TimeOf(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "TIME",
        CustomParser = argument => ParseTime(argument, name, TimeoutMax),
    };

    /// <summary>An argument that is a time and may be left out.</summary>
    /// <param name="longest">The longest time that it takes.</param>
    public static Argument<TimeSpan?> TimeArgument(string name, string description, TimeSpan longest) => new(name)
    {
        Description = description,
        Arity = ArgumentArity.ZeroOrOne,
        CustomParser = argument => argument.Tokens.Count == 0 ? null : ParseTime(argument, name, longest),
    };

    private static TimeSpan? ParseTime(ArgumentResult argument, string name, TimeSpan longest)
    {
        var text = argument.Tokens.Count == 1 ? argument.Tokens[0].Value : "";
        if (text.Length > 0 && text.All(char.IsAsciiDigit)) text += "s";
        if (Quantity.TryDuration(text) is { } time && time > TimeSpan.Zero && time <= longest) return time;
        argument.AddError($"{name}: '{text}' is not a time such as 30s or 5m, up to {longest.TotalHours:0}h");
        return null;
    }

    /// <summary>An option that names a version.</summary>
    public static Option<string?> VersionOf(string description)
    {
        var option = new Option<string?>("--version") { Description = description, HelpName = "V" };
        option.Validators.Add(result =>
        {
            var text = result.GetValueOrDefault<string?>();
            if (text is not null && !Names.IsValid(text))
                result.AddError($"--version: '{text}' is not a version ({Names.Rule})");
        });
        return option;
    }

    /// <summary>An option that names a file, made absolute.</summary>
    public static Option<string?> FileOf(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "FILE",
        CustomParser = argument =>
        {
            if (argument.Tokens.Count != 1) return null;
            try
            {
                return AbsolutePath.Of(argument.Tokens[0].Value);
            }
            catch (DirectoryNotFoundException e)
            {
                argument.AddError($"{name}: {e.Message}");
                return null;
            }
        },
    };

    /// <summary>The context that a verb runs in.</summary>
    public ServiceContext Context(ParseResult parsed) => new()
    {
        Layout = new AopsLayout(RealPath.Of(AbsolutePath.Of(parsed.GetValue(Root)!))),
        Output = new PlainTextWriter(Console.Out),
        Progress = ProgressLine.ForConsole(),
        Json = parsed.GetValue(Json),
        ManagerWord = parsed.GetValue(ServiceManager)!,
    };
}
