using Aops.Contracts;
using Aops.Hosting.Logging;
using Aops.Hosting.Settings;
using Aops.Native.Files;
using Aops.Spm.Desired;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Aops.Spm;

/// <summary>Runs spm.</summary>
internal static class SpmHost
{
    /// <summary>Runs until spm is told to end.</summary>
    public static void Run(AopsLayout layout, HeldLock held, AgentLogging logging)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        SpmServices.Add(builder.Services, layout, held, logging);

        using var host = builder.Build();
        var settings = host.Services.GetRequiredService<SettingsWatcher>();
        logging.SetLevel(settings.Current.LogLevel);
        settings.Changed += changed => logging.SetLevel(changed.LogLevel);
        var desired = host.Services.GetRequiredService<DesiredStore>();
        if (desired.Current is { } wanted) settings.SetOverlay(wanted.Settings);
        desired.Changed += () => settings.SetOverlay(desired.Current!.Settings);
        logging.Factory.CreateLogger("Aops.Spm").LogInformation(
            "{Product}, pid {Pid}, root {Root}", Product.Describe("aops-spm"), Environment.ProcessId, layout.Root);
        host.Run();
    }
}
