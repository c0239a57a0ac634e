using System.CommandLine;
using Aops.Query;

namespace Aops.Server.CommandLine;

/// <summary>The repeatable option <c>--label NAME=VALUE</c>.</summary>
internal static class LabelOption
{
    public static Option<string[]> Build()
    {
        var label = new Option<string[]>("--label")
        {
            Description = "A label that its hosts have from their enrolment on; can be given several times.",
            HelpName = "NAME=VALUE",
        };
        label.Validators.Add(result =>
        {
            foreach (var token in result.Tokens)
            {
                if (FaultOf(token.Value) is { } fault) result.AddError($"--label {token.Value}: {fault}");
            }
            if (result.Tokens.Count > QueryLimits.LabelsMax)
                result.AddError($"a host has at most {QueryLimits.LabelsMax} labels");
            var names = result.Tokens.Select(token => token.Value.Split('=', 2)[0]).ToList();
            if (names.Distinct().Count() < names.Count) result.AddError("--label names a label twice");
        });
        return label;
    }

    /// <summary>The labels by name; the words were validated before.</summary>
    public static IReadOnlyDictionary<string, string> Read(string[]? words) =>
        (words ?? []).Select(word => word.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]);

    private static string? FaultOf(string word) => word.Split('=', 2) switch
    {
        not [_, _] => "a label has the form NAME=VALUE",
        [var name, _] when !LabelSyntax.IsName(name) => $"the name has {LabelSyntax.NameRule}",
        [_, var value] when !LabelSyntax.IsValue(value) => $"the value has {LabelSyntax.ValueRule}",
        _ => null,
    };
}
