#include <oms/app/commands.hpp>
#include <oms/app/knowledge_folder.hpp>

#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstring>
#include <exception>

int main(int argc, char** argv) {
    std::signal(SIGPIPE, SIG_IGN);  // a reader that went away is an error of the write
    try {
        oms::app::environment env;
        env.program = oms::app::running_program();
        for (char** variable = environ; variable && *variable; ++variable)
            if (char const* const equals = std::strchr(*variable, '='))
                env.variables.emplace_back(std::string(static_cast<char const*>(*variable), equals), equals + 1);
        env.output_is_terminal = isatty(STDOUT_FILENO) == 1;
        env.messages_are_terminal = isatty(STDERR_FILENO) == 1;
        env.now = [] { return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now()); };
        return oms::app::run({argv + 1, argv + argc}, env);
    } catch (std::exception const& e) {
        oms::app::say(std::string{"cannot go on: "} + e.what());
        return oms::app::cannot_serve;
    }
}
