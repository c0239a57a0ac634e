using Aops.Contracts;
using Aops.Hosting.Logging;
using Aops.Hosting.Settings;
using Aops.Native.Files;
using Aops.Spm.Desired;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Aops.Spm;

/// <summary>Runs spm.</summary>
internal static class SpmHost
{
    /// <summary>Runs until spm is told to end.</summary>
    /// <param name="layout">The root.</param>
    /// <param name="held">The lock that makes this the one spm of the root.</param>
    /// <param name="logging">Its log.</param>
    /// <param name="openSsl">Says what is missing for TLS and hashes.</param>
    /// <returns>Null after a run; else what is missing, and nothing was run.</returns>
    public static string? TryRun(AopsLayout layout, HeldLock held, AgentLogging logging, Task<string?> openSsl)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        SpmServices.Add(builder.Services, layout, held, logging);
        // Nothing here has options that it would look at; to find that out takes it a tenth of a start.
        builder.Services.RemoveAll<IStartupValidator>();

        using var host = builder.Build();
        var settings = host.Services.GetRequiredService<SettingsWatcher>();
        logging.SetLevel(settings.Current.LogLevel);
        settings.Changed += changed => logging.SetLevel(changed.LogLevel);
        var desired = host.Services.GetRequiredService<DesiredStore>();
        if (desired.Current is { } wanted) settings.SetOverlay(wanted.Settings);
        desired.Changed += () => settings.SetOverlay(desired.Current!.Settings);
        if (openSsl.Result is { } missing) return missing;
        logging.Factory.CreateLogger("Aops.Spm").LogInformation(
            "{Product}, pid {Pid}, root {Root}", Product.Describe("aops-spm"), Environment.ProcessId, layout.Root);
        host.Run();
        return null;
    }
}
