using Aops.AgentService.Verbs;

namespace Aops.AgentService.Services;

/// <summary>The service managers that a verb may use.</summary>
internal static class ServiceContextServices
{
    extension(ServiceContext context)
    {
        /// <summary>Chooses the service manager of the pair.</summary>
        public HostServicesChoice Managers => new(context, context.ManagerWord);
    }
}
