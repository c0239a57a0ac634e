using System.CommandLine;
using Aops.Contracts;

namespace Aops.Server.CommandLine;

/// <summary>The option <c>--name</c> of commands for users and keys.</summary>
internal static class NameOption
{
    /// <summary>Makes one.</summary>
    /// <param name="description">Whose name it is.</param>
    public static Option<string> Of(string description) => new("--name")
    {
        Description = description,
        HelpName = "NAME",
        Required = true,
        Validators =
        {
            result =>
            {
                if (result.Tokens is [var token] && !Names.IsValid(token.Value))
                    result.AddError($"--name {token.Value} is not a name ({Names.Rule})");
            },
        },
    };
}
