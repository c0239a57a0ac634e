using System.CommandLine;
using Aops.Server.Enrolment;

namespace Aops.Server.CommandLine;

/// <summary>The repeatable option <c>--network ADDRESS[/BITS]</c>.</summary>
internal static class NetworkOption
{
    public static Option<string[]> Build()
    {
        var network = new Option<string[]>("--network")
        {
            Description = "A network from which it may be shown, any without it; can be given several times.",
            HelpName = "ADDRESS[/BITS]",
        };
        network.Validators.Add(result =>
        {
            foreach (var token in result.Tokens)
            {
                if (!TokenNetworks.IsNetwork(token.Value))
                    result.AddError($"--network {token.Value} {TokenNetworks.Rule}");
            }
            if (result.Tokens.Count > FleetLimits.TokenNetworksMax)
                result.AddError($"a token has at most {FleetLimits.TokenNetworksMax} networks");
        });
        return network;
    }
}
