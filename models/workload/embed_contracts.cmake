# SPDX-License-Identifier: MIT
# Puts the compiled contracts into the program, so that it runs from any directory: writes a source file with the JSON of
# each as a string literal, and makes CMake run again when one of them changes.
set(embedded_contracts "")
foreach(contract counter pair token)
  set(file ${CMAKE_SOURCE_DIR}/models/workload/contracts/${contract}.json)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${file})
  file(READ ${file} json)
  string(APPEND embedded_contracts "    {\"${contract}\", R\"json(${json})json\"},\n")
endforeach()
configure_file(${CMAKE_SOURCE_DIR}/models/workload/embedded_contracts.cpp.in
               ${CMAKE_BINARY_DIR}/generated/embedded_contracts.cpp @ONLY)
target_sources(models_workload PRIVATE ${CMAKE_BINARY_DIR}/generated/embedded_contracts.cpp)
